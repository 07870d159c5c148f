"""OSAID, the Model Openness Framework and the European index, looked up for one model."""

import csv
from datetime import date
from functools import cache
from typing import get_args

from deadheat.catalog.curated import data_folder
from deadheat.catalog.licences import licences, release_of
from deadheat.catalog.names import key_of
from deadheat.facts.openness import Degree, EuropeanIndex, MofClass, Openness, Osaid

_INDEX = (
    "European Open Source AI Index, osai-index.eu (CC BY 4.0; Liesenfeld and Dingemanse, FAccT 2024)",
    date(2026, 6, 12),
)
_MOF = ("Model Openness Tool, lfai/model_openness_tool@8b5d30e (MIT)", date(2026, 5, 11))
# Model Openness Framework 1.0: what each class asks for beyond the class below it.
_CLASS_III = ("Model architecture", "Model parameters (Final)", "Model card", "Data card", "Evaluation results")
_CLASS_II = ("Training code", "Inference code", "Evaluation code", "Evaluation data", "Supporting libraries and tools")
_CLASS_I = (
    "Datasets",
    "Data preprocessing code",
    "Model parameters (Intermediate)",
    "Sample model outputs",
    "Research paper",
)
_REPORTS = {"Technical report", "Research paper"}


def openness_of(model: str, *, open_weights: bool | None) -> Openness:
    """What the three yardsticks say about `model`."""
    index, mof = _european().get(key_of(model)), _framework().get(key_of(model))
    return Openness(osaid=_osaid(model, index, open_weights), mof=mof, european_index=index)


def _osaid(model: str, index: EuropeanIndex | None, open_weights: bool | None) -> Osaid:
    if open_weights is False:
        return Osaid(answer="no", because="the weights are not published")
    release = release_of(model)
    if release is not None and not licences()[release.licence].osi_approved:
        return Osaid(answer="no", because=f"its licence {release.licence} is not approved by the OSI")
    for criterion, what in (("datasources_basemodel", "data information"), ("trainingcode", "training code")):
        if index is not None and index.criteria.get(criterion) == "closed":
            return Osaid(answer="no", because=f"{what} is not published, says the European index of {index.as_of}")
    return Osaid(answer="unknown", because="no source of the catalogue has judged it")


@cache
def _european() -> dict[str, EuropeanIndex]:
    with (data_folder() / "european_index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    degrees = get_args(Degree)
    found: dict[str, EuropeanIndex] = {}
    for row in rows:
        criteria: dict[str, Degree] = {name: value for name, value in row.items() if value in degrees}  # type: ignore[misc]  # checked by the condition
        points = sum({"open": 1.0, "partial": 0.5, "closed": 0.0}[degree] for degree in criteria.values())
        entry = EuropeanIndex(
            system=row["system"], points=points, of=len(criteria), criteria=criteria, source=_INDEX[0], as_of=_INDEX[1]
        )
        found.setdefault(key_of(row["end_model"]), entry)
    return found


@cache
def _framework() -> dict[str, MofClass]:
    with (data_folder() / "mof_components.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {key_of(row["hub_id"] or row["release"]): _class_of(row) for row in rows}


def _class_of(row: dict[str, str]) -> MofClass:
    """The class by components; that each component is under an open licence is the release's own statement."""
    has = set(row["components"].split(";"))
    missing_three = [part for part in _CLASS_III if part not in has]
    if not has & _REPORTS:
        missing_three.append("Technical report or research paper")
    missing_two = [part for part in _CLASS_II if part not in has]
    missing_one = [part for part in _CLASS_I if part not in has]
    reached, missing = (
        ("none", missing_three) if missing_three else ("III", missing_two) if missing_two else ("II", missing_one)
    )
    if not missing:
        reached = "I"
    return MofClass(
        release=row["release"],
        reached=reached,  # type: ignore[arg-type]  # one of the four literals above
        missing_for_next=tuple(missing),
        licence=row["licence"],
        source=_MOF[0],
        as_of=_MOF[1],
    )
