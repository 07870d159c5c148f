"""Rebuild the bundled snapshot from its sources, so that every file in `catalog/data` can be made again.

    python benchmarks/catalog/build.py MODELS_DEV_CHECKOUT LITELLM_WHEEL GENAI_PRICES_WHEEL TRACKED_MODELS_FOLDER

    python benchmarks/catalog/build.py --names      only the names and models of the curated files, without the sources

Prints how many offers resolve to a model, and which do not.
"""

import csv
import re
import sys
import tomllib
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import structs

from deadheat.catalog.curated import aliases, data_folder, hosts, labs
from deadheat.catalog.curated import models as curated_models
from deadheat.catalog.feeds import genai_prices, litellm
from deadheat.catalog.feeds.models_dev import read_tree
from deadheat.catalog.finish import finish
from deadheat.catalog.licences import release_of
from deadheat.catalog.merge import merge
from deadheat.catalog.names import key_of, readings
from deadheat.catalog.registry import Sources, build_registry
from deadheat.catalog.snapshot import read_models, read_names, read_offers, write_snapshot
from deadheat.facts.host import Host
from deadheat.facts.model import Model
from deadheat.facts.offer import Offer
from deadheat.facts.refresh import Change

MODELS_DEV_DAY, LITELLM_DAY, GENAI_DAY = date(2026, 7, 1), date(2026, 11, 12), date(2026, 11, 10)


def main(checkout: Path, litellm_wheel: Path, genai_wheel: Path, tracked: Path) -> None:
    """Read every source, merge, resolve, write."""
    base = read_tree(checkout, as_of=MODELS_DEV_DAY, source="models.dev@f3fc6922")
    dated = genai_prices.read_genai_prices(
        member(genai_wheel, genai_prices.TABLE), as_of=GENAI_DAY, source="genai-prices 0.2.3"
    )
    newest = litellm.read_litellm(member(litellm_wheel, litellm.TABLE), as_of=LITELLM_DAY, source="litellm 1.109.1")
    records = {
        str(f.relative_to(checkout / "models"))[:-5]: tomllib.loads(f.read_text())
        for f in (checkout / "models").rglob("*.toml")
    }
    hub = [row["modelId"] for name in ("models.csv", "extra_models.csv") for row in rows(tracked / name)]
    first = merge(base.offers, newest, second=[dated])
    # genai-prices also keeps prices of models that a lab never served or no longer serves: on the labs' own hosts
    # it may add dates and tiers to offers, but no offers.
    listed = {offer.key for offer in first.offers}
    trusted = tuple(o for o in dated.offers if o.key in listed or hosts().get(o.host, Host(id="")).kind != "lab")
    second = merge(first.offers, structs.replace(dated, offers=trusted), second=[newest])
    registry = build_registry(
        Sources(
            aliases=aliases(),
            records=records,
            hub=hub,
            listed=[(o.host, o.id) for o in second.offers],
            labs=labs().values(),
        )
    )
    offers = finish(second.offers, registry, hosts=hosts(), labs=labs(), on=LITELLM_DAY)
    models = describe(
        registry, records, hub, {row["model_id"]: row for row in rows(tracked / "model_parameters.csv")}, offers
    )
    write_snapshot(data_folder(), offers=offers, models=models, names=registry)
    report(base.offers, offers, (*first.changes, *second.changes), len(models))


def rename() -> None:
    """Give the bundled snapshot the names and models of the curated files, where the sources are not at hand."""
    folder = data_folder()
    before = read_offers(folder)
    own = {m: (m, *aliases().get(m, ())) for m in (*curated_models(), *aliases())}
    names = {**read_names(folder), **{key_of(name): (model,) for model, known in own.items() for name in known}}
    offers = finish(before, names, hosts=hosts(), labs=labs(), on=LITELLM_DAY)
    models = {model.id: model for model in read_models(folder)} | curated_models()
    write_snapshot(folder, offers=offers, models=[models[id_] for id_ in sorted(models)], names=names)
    meant = {offer.key: offer.model for offer in before}
    for offer in offers:
        if offer.model != meant[offer.key]:
            print(f"{offer.key}: {meant[offer.key]} -> {offer.model}")
    report(before, offers, (), len(models))


def describe(
    registry: dict[str, tuple[str, ...]],
    records: dict[str, dict[str, Any]],
    hub: list[str],
    parameters: dict[str, dict[str, str]],
    offers: tuple[Offer, ...],
) -> list[Model]:
    """One Model per id of the registry, from the most trusted source that speaks of it."""
    ids = sorted({model for known in registry.values() for model in known})
    by_key = {key_of(name): (name, record) for name, record in records.items()}
    by_hub = {}
    for repository in sorted(hub, key=len, reverse=True):
        by_hub[key_of(repository)] = repository
    seen: dict[str, list[Offer]] = {}
    for offer in offers:
        if offer.model:
            seen.setdefault(offer.model, []).append(offer)
    models = []
    for name in ids:
        _, record = by_key.get(key_of(name), ("", {}))
        weights = [w["url"].removeprefix("https://huggingface.co/") for w in record.get("weights", ())]
        repository = next((w for w in weights if w.count("/") == 1 and "://" not in w), "") or by_hub.get(
            key_of(name), ""
        )
        size = parameters.get(repository, {})
        listed = seen.get(name, [])
        votes = [o.open_weights for o in listed if o.open_weights is not None]
        # As many for as against is not known.
        majority = None if sum(votes) * 2 == len(votes) else sum(votes) * 2 > len(votes)
        lab = labs().get(name.split("/", 1)[0])
        own = [o.released for o in listed if lab and o.host in lab.hosts and o.released]
        released = str(record.get("release_date", "")) or min(own, default="") or dated_id(listed) or agreed_day(listed)
        if majority is None and release_of(name):
            majority = True
        elif majority is None and lab and name.split("/", 1)[1].startswith(lab.closed_families):
            majority = False
        if name in curated_models():
            models.append(curated_models()[name])
            continue
        models.append(
            Model(
                id=name,
                lab=name.split("/", 1)[0],
                name=str(record.get("name", "")),
                family=str(record.get("family", "")),
                released=released,
                open_weights=record.get("open_weights", True if repository else majority),
                hub_id=repository,
                params_total_b=number(size.get("total_params_b")),
                params_active_b=number(size.get("active_params_b")),
                context=record.get("limit", {}).get("context") or None,
                source="models.dev@f3fc6922"
                if record
                else "tracked-models 2026-08-17"
                if repository
                else "host listings",
            )
        )
    return models


def dated_id(offers: list[Offer]) -> str:
    """The earliest day in the ids of a model's offers, such as `gpt-6-luna-2026-09-22`; empty if no id has one."""
    days = [r.dated[:8] for offer in offers for r in readings(offer.id) if re.match(r"20\d{6}$", r.dated[:8])]
    return f"{min(days)[:4]}-{min(days)[4:6]}-{min(days)[6:]}" if days else ""


def agreed_day(offers: list[Offer]) -> str:
    """The release day that most hosts state, if two or more do; the first of January only stands for its year."""
    days = Counter(o.released for o in offers if len(o.released) == 10 and not o.released.endswith("-01-01"))
    return next((day for day, count in days.most_common(1) if count > 1), "")


def number(text: str | None) -> float | None:
    """A decimal number, None for an empty cell."""
    return float(text) if text else None


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV, comment lines left out."""
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def member(wheel: Path, name: str) -> bytes:
    """One file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)


def report(listed: tuple[Offer, ...], offers: tuple[Offer, ...], changes: tuple[Change, ...], n_models: int) -> None:
    """Say how well names resolve and what the merge did."""
    asked = {(o.host, o.id) for o in listed}
    meant = [o for o in offers if (o.host, o.id) in asked]
    found = sum(o.model is not None for o in meant)
    print(f"{len(offers)} offers, {n_models} models")
    print(f"of models.dev's {len(meant)} offers {found} name one model ({found / len(meant):.1%})")
    print(Counter((change.fate, change.field.split()[-1]) for change in changes))
    for change in changes:
        if change.fate == "held_back":
            print(change.offer, change.field, change.before, "->", change.after)


if __name__ == "__main__":
    rename() if sys.argv[1:] == ["--names"] else main(*(Path(argument) for argument in sys.argv[1:5]))
