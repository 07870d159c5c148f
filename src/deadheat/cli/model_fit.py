"""`deadheat models fit`."""

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.markup import escape

from deadheat.catalog.architecture import read_architecture
from deadheat.catalog.book import open_catalogue
from deadheat.catalog.fit import fit as fit_model
from deadheat.catalog.hardware import bundled_config, gpus_named
from deadheat.cli.amounts import count
from deadheat.cli.figures import new_table, number
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import print_json
from deadheat.cli.whole import Whole
from deadheat.errors import ConfigError, DataError
from deadheat.facts.fit import FitSheet


def fit(
    model: str,
    *,
    context: str = "32k",
    concurrency: Whole = 1,
    weight_bits: float | None = None,
    kv_bits: Whole = 16,
    params_b: float | None = None,
    gpu: Annotated[list[str], Parameter()] = [],  # noqa: B006 - cyclopts reads it, nobody writes it
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """Say how much memory a model needs, by formula, and how many of which accelerators hold it.

    Parameters
    ----------
    model
        A config.json (or a folder that holds one), or a model whose shape the catalogue knows.
    context
        Tokens of one sequence, such as 32k (32,000) or 131072.
    concurrency
        Sequences at the same time.
    weight_bits
        Bits per weight; default: what the config says.
    kv_bits
        Bits per number of the KV cache.
    params_b
        Parameters in billions, where the count that follows from the shapes is not right.
    gpu
        Only these accelerators, such as h100; default: all that are known.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.fit/1).
    """
    config, name, source = _config(model, settings)
    if params_b is not None and not 0 < params_b < 1e6:
        raise ConfigError(f"{params_b} is out of range. Expected billions of parameters.", where="--params-b")
    total = None if params_b is None else round(params_b * 1e9)
    sheet = fit_model(
        read_architecture(config, where=name, params_total=total),
        gpus_named(gpu),
        context=count(context, "--context"),
        concurrency=concurrency,
        weight_bits=weight_bits,
        kv_bits=kv_bits,
        model=name,
        source=source,
    )
    if json:
        print_json(sheet)
    else:
        _show(sheet)


def _config(model: str, settings: Path | None) -> tuple[dict[str, object], str, str]:
    if not model.strip():
        raise DataError("The name of the model is empty.", hint="Name a model or its config.json.")
    path = Path(model)
    file = path / "config.json" if path.is_dir() else path
    if path.is_dir() and not file.is_file():
        raise DataError("There is no config.json in this folder.", where=model)
    if file.is_file():
        try:
            return msgspec.json.decode(file.read_bytes(), type=dict[str, object]), str(file), str(file)
        except msgspec.MsgspecError as error:
            raise DataError(f"This is not a config.json: {error}.", where=str(file)) from error
    if model.endswith(".json"):
        raise DataError("There is no such file.", where=model)
    name = open_catalogue(settings).model(model).id
    return bundled_config(name)


def _show(sheet: FitSheet) -> None:
    shape = sheet.architecture
    table = new_table(
        f"{sheet.model}: {sheet.weights_gib:.1f} GiB of weights at {sheet.weight_bits:g} bits, "
        f"{sheet.kv_gib_per_sequence:.2f} GiB per sequence of {sheet.context:,} tokens, {sheet.concurrency} at once",
        "accelerator", ">needed", ">used GiB", ">~usable GiB", ">most at once", ">longest context",
        ">tokens/s at most",
    )  # fmt: skip
    for entry in sheet.fits:
        table.add_row(
            escape(entry.gpu), f"{entry.gpus} x" if entry.gpus else "does not fit", f"{entry.used_gib:.1f}",
            f"{entry.usable_gib:.1f}", str(entry.max_concurrency), f"{entry.max_context:,}",
            number(entry.tokens_s_bound, 0),
        )  # fmt: skip
    layers = f"{shape.full_layers} full, {shape.window_layers} window of {shape.window}, {shape.linear_layers} linear"
    show_table(
        table,
        ("attention", f"{shape.kind}; layers: {layers}; {sheet.kv_kib_per_token:g} KiB per token"),
        ("parameters", f"{shape.params_total / 1e9:.1f} B, {shape.params_active / 1e9:.1f} B per token"),
        ("method", sheet.method),
        ("source", sheet.source),
        *(("note", text) for text in sheet.notes),
    )
