"""What a licence says, clause by clause, and what follows for one organisation: facts with sources, no legal advice."""

from datetime import date
from typing import Literal

from msgspec import Struct

from deadheat.facts.country import country_code
from deadheat.facts.model import Claim, Grade

Kind = Literal["commercial", "cap", "attribution", "outputs", "field_of_use", "territory", "distribution", "law"]
Allows = Literal["yes", "no", "conditional", "unknown"]
Measure = Literal["users_month", "revenue_usd_month", "revenue_usd_12m", "maas_revenue_usd_12m"]
Occasion = Literal["always", "product", "training", "distribution", "above"]
Outcome = Literal["ok", "obligations", "blocked", "unknown"]
Role = Literal["internal", "product", "maas", "distiller"]
Par83 = Literal["pass", "fail", "unclear"]


class Threshold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A size from which a clause starts: strictly more than `above` of `measure`.

    surely_above: where the size differs by model, the highest it can be; in between it is unknown whether it starts.
    """

    measure: Measure
    above: int
    surely_above: int | None = None


class Clause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing a licence says: `says` in our words, the other fields for the rules.

    allows: for commercial, outputs (training other models on outputs) and distribution.
    thresholds: any of them starts a cap, or an attribution with the occasion `above`.
    countries: those a territory clause leaves out; multimodal limits it to multimodal models.
    beyond_law: a field_of_use clause that asks for more than to keep the law.
    """

    kind: Kind
    says: str
    allows: Allows | None = None
    thresholds: tuple[Threshold, ...] = ()
    when: Occasion = "always"
    countries: tuple[str, ...] = ()
    multimodal: bool = False
    beyond_law: bool = True


class Licence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One licence text in one version, with where it was read and how sure that is."""

    id: str
    name: str
    source: str
    as_of: date
    evidence: Grade
    spdx: str = ""
    osi_approved: bool = False
    patent_grant: bool | None = None
    clause: tuple[Clause, ...] = ()


class Release(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The licence of some releases: `models` are ids of the catalogue, `*` stands for anything."""

    models: tuple[str, ...]
    licence: str
    source: str
    as_of: date
    evidence: Grade
    note: str = ""


class Terms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a lab's terms of service say about training on outputs: a contract, not a licence of weights."""

    lab: str
    outputs: Claim
    says: str


_REVENUES = ("revenue_usd_month", "maas_revenue_usd_12m", "revenue_usd_12m")


class Organisation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one needs to know about who uses a model; None is unknown and never counts as small.

    role: internal use, a product for others, model as a service, or a distiller that trains other models on outputs.
    domicile: ISO country code. A year's revenue includes that of each of its months and of models as a service.
    """

    role: Role = "product"
    domicile: str | None = None
    users_month: int | None = None
    revenue_usd_month: int | None = None
    revenue_usd_12m: int | None = None
    maas_revenue_usd_12m: int | None = None
    distributes_weights: bool = False
    uses_images: bool = False
    commercial: bool = True

    def __post_init__(self) -> None:
        if self.domicile is not None and country_code(self.domicile) is None:
            raise ValueError(f"domicile is {self.domicile!r}, no ISO country code. Expected two letters such as DE.")
        for name in ("users_month", *_REVENUES):
            if (size := getattr(self, name)) is not None and size < 0:
                raise ValueError(f"{name} is {size}. Expected 0 or more.")
        year = self.revenue_usd_12m
        for name in _REVENUES[:-1]:
            if year is not None and (part := getattr(self, name)) is not None and part > year:
                raise ValueError(f"{name} is {part:,}, more than the {year:,} of revenue_usd_12m that include it.")


class Finding(Struct, frozen=True, kw_only=True):
    """What one clause means for the organisation, with the clause in our words and its source."""

    outcome: Outcome
    kind: Kind
    because: str
    says: str
    source: str
    as_of: date
    evidence: Grade


class LicenceCheck(Struct, frozen=True, kw_only=True):
    """All findings for one licence; `outcome` is blocked before unknown before obligations before ok."""

    schema: Literal["deadheat.licence-check/1"] = "deadheat.licence-check/1"
    model: str
    licence: str
    name: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    eu_par83: Par83 | None
    eu_par83_because: str
    reason: str
    organisation: Organisation
    note: str = "Facts with sources and dates, not legal advice."
