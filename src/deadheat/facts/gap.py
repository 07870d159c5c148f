"""How far one group of models stands behind another, with every definition in the result."""

from typing import Literal

from msgspec import Struct

from deadheat.facts.call import Call

TieRule = Literal["point", "overlap", "equivalence"]
Grouping = Literal["access", "country"]


class Estimate(Struct, frozen=True, kw_only=True):
    """A number with its interval; bounds are None where there are no draws or the data does not reach them."""

    value: float | None
    lower: float | None
    upper: float | None


class FrontierRecord(Struct, frozen=True, kw_only=True):
    """A model that led its group when it came out.

    For a follower: `matched` is the leader that first stood at or above it, `months` how long before. For a leader:
    `matched` is the first follower that reached it under the tie rule, `months` how long after; censored if none did.
    """

    model: str
    group: str
    role: Literal["leader", "follower"]
    released: str
    index: float
    lower: float | None
    upper: float | None
    matched: str | None
    matched_on: str | None
    months: float | None
    censored: bool


class TimeToMatch(Struct, frozen=True, kw_only=True):
    """How long the followers needed to match the leaders' records under one tie rule (Kaplan-Meier median, months)."""

    rule: TieRule
    definition: str
    months: Estimate
    n: int
    n_matched: int
    n_censored: int


class Gap(Struct, frozen=True, kw_only=True):
    """The gap of one pair of groups.

    gap_now, mean_gap: index points, leader minus follower. mean_lag, median_lag: months at the followers' records.
    call_now: the best follower against the best leader under `margin`; `dead_heat` needs the whole interval inside.
    """

    schema: Literal["deadheat.gap/1"] = "deadheat.gap/1"
    by: Grouping
    leader: str
    follower: str
    rule: TieRule
    since: str
    until: str
    best_leader: str
    best_follower: str
    gap_now: Estimate
    call_now: Call | None
    mean_gap: Estimate
    mean_lag: Estimate
    median_lag: Estimate
    n_lags: int
    matches: tuple[TimeToMatch, ...]
    records: tuple[FrontierRecord, ...]
    n: int
    n_leader: int
    n_follower: int
    n_other: int
    alpha: float
    margin: float
    definition: str
    method: str
    source: str
    as_of: str | None
    notes: tuple[str, ...] = ()
