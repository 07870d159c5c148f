"""A chart as a file: its Vega-Lite specification, or a picture through the `report` extra."""

from pathlib import Path

import msgspec

from deadheat.cli.output import note, write_text
from deadheat.errors import ConfigError, DataError


def write_chart(chart: dict[str, object], path: Path) -> None:
    """Write `chart` as .json, .svg or .png.

    Raises: ConfigError for another ending, or a picture without the `report` extra; DataError if it is not writable.
    """
    kind = path.suffix.lower()
    if kind not in (".json", ".svg", ".png"):
        raise ConfigError(f"the ending {path.suffix!r} is unknown. Expected .json, .svg or .png.", where="--output")
    if kind == ".json":
        write_text(path, msgspec.json.format(msgspec.json.encode(chart), indent=2).decode() + "\n")
        return
    try:
        import vl_convert
    except ImportError:
        raise ConfigError(
            f"a {kind} picture needs the `report` extra.",
            hint="Install deadheat[report], or write the chart itself with an ending of .json.",
        ) from None
    if kind == ".svg":
        write_text(path, str(vl_convert.vegalite_to_svg(chart)))
        return
    try:
        path.write_bytes(vl_convert.vegalite_to_png(chart, scale=2))
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}.", where=str(path)) from error
    note(f"wrote {path}")
