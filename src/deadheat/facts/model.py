"""Who makes models, and what is known about each of them."""

from datetime import date
from typing import Literal

from msgspec import Struct

Grade = Literal["P", "R", "G", "V"]


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing somebody says, with the somebody and the day; two claims about one field may disagree.

    evidence: P the primary text was read, V computed here from a primary file, R a registry or secondary page,
    G general knowledge, not verified.
    """

    value: str
    source: str
    as_of: date
    evidence: Grade


class Lab(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation that trains models, the names it goes by, and its own hosts, best price source first."""

    id: str
    name: str
    namespaces: tuple[str, ...]
    families: tuple[str, ...] = ()
    closed_families: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    first_party: bool = True
    hq: tuple[Claim, ...] = ()


class Model(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One release of weights, or one closed model a lab names; None and an empty text mean that no source says.

    id is `lab/release` in lower case. released is a day, a month or empty, as the source states it.
    params are in billions; active ones differ from the total in mixtures of experts.
    """

    id: str
    lab: str
    name: str = ""
    family: str = ""
    released: str = ""
    open_weights: bool | None = None
    hub_id: str = ""
    params_total_b: float | None = None
    params_active_b: float | None = None
    context: int | None = None
    source: str = ""
