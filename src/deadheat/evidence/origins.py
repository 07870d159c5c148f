"""Where a model or an organisation comes from, as far as public lists say; what they do not say stays unknown."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from deadheat.catalog.curated import data_folder, labs
from deadheat.catalog.names import namespace, readings
from deadheat.catalog.resolver import in_registry, resolve
from deadheat.catalog.snapshot import read_models, read_names
from deadheat.evidence.tabular import Source, open_table
from deadheat.facts.country import AREAS
from deadheat.facts.model import Lab, Model
from deadheat.facts.share import GroupBy

TRACKED = Path(__file__).parent / "data" / "tracked-models"
REGIONS = {"US": "us", "CN": "china", **dict.fromkeys(AREAS["EU"], "eu")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOrigin:
    """What the catalogue says of a model name; None is unknown. disputed: sources name different regions."""

    model: str | None
    org: str | None
    region: str | None
    access: str | None
    disputed: bool = False

    def owner(self, by: GroupBy) -> str | None:
        """Whom the model counts for; of two facts, both have to be known."""
        if by == "region-access":
            return f"{self.region} {self.access}" if self.region and self.access else None
        return {"org": self.org, "region": self.region, "access": self.access}[by]


def regions_of_orgs(own: Source | None = None) -> dict[str, str]:
    """Region by organisation on the hub, in lower case: the tracked list, the catalogue's labs, then the user's table.

    own: a table with `org` and `region`; it wins. An organisation whose region is unknown is left out.
    """
    found = {name: region for lab in labs().values() if (region := _region(lab)) for name in lab.namespaces}
    with (TRACKED / "organization_regions.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found[row["hf_org"].lower()] = row["region"]
    if own is not None:
        found |= read_regions(own)
    return {org: region for org, region in found.items() if region != "unknown"}


def read_regions(own: Source) -> dict[str, str]:
    """The user's region by organisation, in lower case, from a table with `org` and `region`."""
    table = open_table(own, {}, required=("org", "region"))
    table.refuse(
        [
            ("org", "org IS NULL OR trim(org) = ''", "the name of an organisation"),
            ("region", "region IS NULL OR trim(region) = ''", "the name of a region, or `unknown`"),
        ]
    )
    rows = table.run("SELECT org, region FROM source").fetchall()
    return {str(org).strip().lower(): str(region).strip() for org, region in rows}


def origins_of_models(names: Iterable[str]) -> dict[str, ModelOrigin]:
    """Lab, region of the lab's head office and openness of each model name, through the catalogue.

    A name that the catalogue does not resolve still has a lab when its part before the slash names one.
    """
    asked = list(dict.fromkeys(names))
    keys = [reading.key for name in asked for reading in readings(name)]
    lookup = in_registry(read_names(data_folder(), keys) if keys else {})
    resolved = {name: resolve(name, lookup).model for name in asked}
    models = {model.id: model for model in read_models(data_folder(), ids={m for m in resolved.values() if m})}
    return {name: _origin(name, resolved[name], models) for name in asked}


def _origin(name: str, model: str | None, models: Mapping[str, Model]) -> ModelOrigin:
    by_namespace = _labs_by_namespace().get(namespace(name).lower()) if "/" in name else None
    lab = by_namespace or (labs().get(model.split("/", 1)[0]) if model else None)
    found = models.get(model) if model else None
    weights = found.open_weights if found else None
    return ModelOrigin(
        model=model,
        org=lab.id if lab else model.split("/", 1)[0] if model else None,
        region=_region(lab) if lab else None,
        access=None if weights is None else "open" if weights else "closed",
        disputed=lab is not None and len({_region_of_claim(claim.value) for claim in lab.hq}) > 1,
    )


@cache
def _labs_by_namespace() -> dict[str, Lab]:
    return {name.lower(): lab for lab in labs().values() for name in lab.namespaces}


def _region(lab: Lab) -> str | None:
    """The region of the lab's first claim."""
    region = _region_of_claim(lab.hq[0].value) if lab.hq else None
    return None if region == "unknown" else region


def _region_of_claim(value: str) -> str:
    return value.removeprefix("region:") if value.startswith("region:") else REGIONS.get(value, "other")


def dated_releases() -> tuple[list[tuple[str, date]], int]:
    """The catalogue's open-weight models with the day of their release, and how many have none.

    Where only a month is known, its first day stands for it.
    """
    models = [model for model in read_models(data_folder()) if model.open_weights]
    dated = [
        (model.id, date.fromisoformat(f"{model.released}-01"[:10]))
        for model in models
        if len(model.released) >= len("2026-01")
    ]
    return sorted(dated, key=lambda release: (release[1], release[0])), len(models) - len(dated)


def tracked_repositories() -> list[str]:
    """The hub repositories that the ATOM project tracks."""
    found: list[str] = []
    for name in ("models.csv", "extra_models.csv"):
        with (TRACKED / name).open(encoding="utf-8") as stream:
            found += [row["modelId"] for row in csv.DictReader(stream)]
    return list(dict.fromkeys(found))
