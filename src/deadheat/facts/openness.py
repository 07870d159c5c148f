"""How open a model is, by three yardsticks side by side; never one score."""

from datetime import date
from typing import Literal

from msgspec import Struct

Degree = Literal["open", "partial", "closed"]


class EuropeanIndex(Struct, frozen=True, kw_only=True):
    """The European Open Source AI Index on one system: 12 criteria; points count open 1 and partial a half."""

    system: str
    points: float
    of: int
    criteria: dict[str, Degree]
    source: str
    as_of: date


class MofClass(Struct, frozen=True, kw_only=True):
    """The class of the Model Openness Framework that the components listed for a release reach, and what is missing."""

    release: str
    reached: Literal["I", "II", "III", "none"]
    missing_for_next: tuple[str, ...]
    licence: str
    source: str
    as_of: date


class Osaid(Struct, frozen=True, kw_only=True):
    """The Open Source AI Definition 1.0: `no` when a requirement is known to be missing, else unknown."""

    answer: Literal["no", "unknown"]
    because: str


class Openness(Struct, frozen=True, kw_only=True):
    """The three yardsticks for one model; None where a source does not speak of it."""

    osaid: Osaid
    mof: MofClass | None
    european_index: EuropeanIndex | None
