"""What the bundled boards and benchmarks say about the models of a catalogue, under any name that resolves."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from deadheat.catalog.book import Catalogue
from deadheat.evidence.arena_sheet import read_arena
from deadheat.evidence.index_names import catalogue_spellings
from deadheat.facts.catalogue import Evidence

FITTED = Path(__file__).parent / "data" / "capability" / "fitted.csv"
INDEX = "capability index"
_INDEX_SOURCE = (
    "`deadheat index` with its defaults (90 % intervals from 200 refits) on Epoch AI's scores of 2026-08-11 (CC BY 4.0)"
)
_INDEX_DAY = date(2026, 8, 11)


class FittedModel(Struct, frozen=True, kw_only=True):
    """The bundled capability index of one model with its 90 % interval, and on how many benchmarks it rests.

    lower and upper are None for the two models that fix the scale.
    """

    model: str
    index: float
    lower: float | None
    upper: float | None
    n_benchmarks: int


def read_fitted() -> tuple[FittedModel, ...]:
    """The index as it was fitted for this release by `benchmarks/index/bundle.py`; a test fits it anew and compares."""
    with FITTED.open(encoding="utf-8", newline="") as file:
        return tuple(
            FittedModel(
                model=row["model"],
                index=float(row["index"]),
                lower=float(row["lower"]) if row["lower"] else None,
                upper=float(row["upper"]) if row["upper"] else None,
                n_benchmarks=int(row["n_benchmarks"]),
            )
            for row in csv.DictReader(file)
        )


def public_evidence(book: Catalogue) -> Mapping[str, tuple[Evidence, ...]]:
    """The newest measurements by model of the catalogue: first the capability index, then arena boards."""
    arena = read_arena()
    latest = {board: arena.on(board, None) for board in arena.days}
    fitted = read_fitted()
    spelled = catalogue_spellings(row.model for row in fitted)
    spelled |= {row.model: row.model for _, rows in latest.values() for row in rows}
    found = book.resolve_all(spelled.values())
    meant = {name: found[spelling].model for name, spelling in spelled.items()}
    told: defaultdict[str, list[Evidence]] = defaultdict(list)
    for row in fitted:
        fixed = " (fixes the scale)" if row.lower is None else ""
        told[meant[row.model] or ""].append(Evidence(
            measure=f"{INDEX}, {row.model}{fixed}", value=row.index, lower=row.lower, upper=row.upper,
            n=row.n_benchmarks, unit="benchmarks", as_of=_INDEX_DAY, source=_INDEX_SOURCE,
        ))  # fmt: skip
    for board, (on, listed) in latest.items():
        for seen in listed:
            half = seen.half_width
            told[meant[seen.model] or ""].append(Evidence(
                measure=f"arena {board}, {seen.model}", value=seen.score, n=seen.votes, unit="votes", as_of=on,
                lower=None if half is None else seen.score - half, upper=None if half is None else seen.score + half,
                source=arena.source,
            ))  # fmt: skip
    return {model: tuple(entries) for model, entries in told.items() if model}
