"""How far and how long one group of models stands behind another, under named definitions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.fitted_index import FittedIndex
from deadheat.evidence.gap_groups import LLAMA_2, Groups, choose_groups
from deadheat.facts.call import call_from
from deadheat.facts.gap import Estimate, FrontierRecord, Gap, Grouping, TieRule, TimeToMatch
from deadheat.stats.frontier_gap import DAYS_PER_MONTH, GapFigures, gap_figures, months_behind, record_rows
from deadheat.stats.inputs import BoolArray, FloatArray, IntArray
from deadheat.stats.kaplan_meier import median_wait

RULES: tuple[TieRule, ...] = ("point", "overlap", "equivalence")
DEFINITION = (
    "a record is a model that beat its whole group when it came out; "
    "gap = best {leader} minus best {follower} on a day; "
    "lag of a record of {follower} = its day minus the first day on which a model of {leader} stood at or above its "
    "index; time to match a record of {leader} = days until the first model of {follower} that reaches it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapOptions:
    """Whom to compare, how a tie counts, and over which days; `until` defaults to the day of the data."""

    by: Grouping = "access"
    leader: str | None = None
    follower: str | None = None
    rule: TieRule = "point"
    margin: float = 2.0
    since: date = LLAMA_2
    until: date | None = None

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ConfigError(f"rule is {self.rule!r}. Expected one of {', '.join(RULES)}.")
        if not self.margin > 0:
            raise ConfigError(f"margin is {self.margin}. Expected index points above 0.")
        if self.until is not None and self.until < self.since:
            raise ConfigError(f"until {self.until} is before since {self.since}. Expected a later day.")


def measure_gap(fitted: FittedIndex, options: GapOptions | None = None) -> Gap:
    """The gap and the lag between two groups, with intervals from the draws of the index.

    Raises: ConfigError if a tie rule needs intervals and the index has none; DataError if a group has no model in time.
    """
    options = options or GapOptions()
    if options.rule != "point" and fitted.draws is None:
        raise ConfigError(f"the tie rule {options.rule!r} needs intervals.", hint="Ask for draws: --draws 200.")
    groups = choose_groups(fitted, by=options.by, leader=options.leader, follower=options.follower)
    until = options.until or _last_day(fitted, groups)
    if until < options.since:
        raise ConfigError(f"since {options.since} is after the data, which ends {until}.")
    for name, members in ((groups.leader, groups.leaders), (groups.follower, groups.followers)):
        first = date.fromordinal(int(groups.day[members].min()))
        if first > options.since:
            raise DataError(
                f"{name} has its first model on {first}, after the first day {options.since}.",
                where=fitted.sheet.source,
                hint=f"Begin later: --since {first}.",
            )
    return _View(fitted, groups, options, until).result()


def _last_day(fitted: FittedIndex, groups: Groups) -> date:
    last = date.fromordinal(max(int(groups.day.max()), 1))
    return max(last, date.fromisoformat(fitted.sheet.as_of)) if fitted.sheet.as_of else last


class _View:
    """One pair of groups up to one day, and what follows from it."""

    def __init__(self, fitted: FittedIndex, groups: Groups, options: GapOptions, until: date) -> None:
        self.fitted, self.groups, self.options, self.until = fitted, groups, options, until
        out = groups.day <= until.toordinal()
        self.leaders, self.followers = groups.leaders & out, groups.followers & out
        self.value = fitted.scaled.index
        self.lower = self.upper = self.value
        if fitted.draws is not None:
            self.lower, self.upper = fitted.interval_of(fitted.draws.index)

    def result(self) -> Gap:
        figures, options, groups = self.figures(self.value), self.options, self.groups
        drawn = [] if self.fitted.draws is None else [self.figures(row) for row in self.fitted.draws.index]
        matches = tuple(self.matching(rule) for rule in (RULES if drawn else RULES[:1]))
        best_leader = self.best(self.leaders)
        best_follower = self.best(self.followers)
        call = None
        if self.fitted.draws is not None:
            d = self.fitted.draws.index
            low, high = self.fitted.interval_of(d[:, best_follower] - d[:, best_leader])
            call = call_from(float(low), float(high), options.margin)
        return Gap(
            by=groups.by,
            leader=groups.leader,
            follower=groups.follower,
            rule=options.rule,
            since=options.since.isoformat(),
            until=self.until.isoformat(),
            best_leader=self.fitted.sheet.models[best_leader],
            best_follower=self.fitted.sheet.models[best_follower],
            gap_now=self.estimate(figures.gap_now, [f.gap_now for f in drawn]),
            call_now=call,
            mean_gap=self.estimate(figures.mean_gap, [f.mean_gap for f in drawn]),
            mean_lag=self.estimate(figures.mean_lag, [f.mean_lag for f in drawn]),
            median_lag=self.estimate(figures.median_lag, [f.median_lag for f in drawn]),
            n_lags=figures.n_lags,
            matches=matches,
            records=tuple(self.records()),
            n=self.fitted.fit.n,
            n_leader=int(self.leaders.sum()),
            n_follower=int(self.followers.sum()),
            n_other=int(len(self.value) - self.leaders.sum() - self.followers.sum()),
            alpha=self.fitted.options.alpha,
            margin=options.margin,
            definition=DEFINITION.format(leader=groups.leader, follower=groups.follower),
            method=f"{self.fitted.method}; {self.fitted.interval}; every figure recomputed in each draw; "
            "median time to match: Kaplan-Meier with the Brookmeyer-Crowley interval",
            source=self.fitted.sheet.source,
            as_of=self.fitted.sheet.as_of,
        )

    def figures(self, value: FloatArray) -> GapFigures:
        return gap_figures(
            self.groups.day,
            value,
            followers=self.followers,
            leaders=self.leaders,
            since=self.options.since.toordinal(),
            until=self.until.toordinal(),
        )

    def best(self, members: BoolArray) -> int:
        return int(np.where(members, self.value, -np.inf).argmax())

    def estimate(self, value: float | None, draws: list[float] | list[float | None]) -> Estimate:
        known = np.array([d for d in draws if d is not None])
        if value is None or len(known) == 0:
            return Estimate(value=value, lower=None, upper=None)
        lower, upper = self.fitted.interval_of(known)
        return Estimate(value=value, lower=float(lower), upper=float(upper))

    def standing_records(self) -> IntArray:
        """Leader records that stood on or after the first day: the last one before it counts too."""
        records = record_rows(self.groups.day, self.value, self.leaders)
        first = np.searchsorted(self.groups.day[records], self.options.since.toordinal(), side="right") - 1
        return records[max(int(first), 0) :]

    def reached(self, leader: int, rule: TieRule) -> BoolArray:
        """Which followers reach one leader under a tie rule."""
        if rule == "point":
            return np.asarray(self.followers & (self.value >= self.value[leader]))
        if rule == "overlap":
            return np.asarray(self.followers & (self.upper >= self.lower[leader]))
        draws = self.fitted.draws
        if draws is None:
            raise DataError("the equivalence rule needs draws.")
        lower, _ = self.fitted.interval_of(draws.index - draws.index[:, [leader]])
        return np.asarray(self.followers & (lower >= -self.options.margin))

    def first_match(self, leader: int, rule: TieRule) -> int | None:
        rows = np.flatnonzero(self.reached(leader, rule))
        return int(rows[self.groups.day[rows].argmin()]) if len(rows) else None

    def matching(self, rule: TieRule) -> TimeToMatch:
        records = self.standing_records()
        found = [self.first_match(int(record), rule) for record in records]
        day = self.groups.day
        ends = [self.until.toordinal() if match is None else int(day[match]) for match in found]
        waits = np.array([max(end - int(day[r]), 0) for r, end in zip(records, ends, strict=True)]) / DAYS_PER_MONTH
        happened = np.array([match is not None for match in found])
        wait = median_wait(waits, happened, alpha=self.fitted.options.alpha)
        return TimeToMatch(
            rule=rule,
            definition={
                "point": "the follower's index is at least the leader's",
                "overlap": "the two intervals overlap, or the follower is higher: a statistical tie counts as a match",
                "equivalence": f"the interval of follower minus leader lies above -{self.options.margin:g} points: "
                "level within the margin is shown, not just not refuted",
            }[rule],
            months=Estimate(value=wait.median, lower=wait.lower, upper=wait.upper),
            n=wait.n,
            n_matched=wait.n_events,
            n_censored=wait.n - wait.n_events,
        )

    def records(self) -> Iterator[FrontierRecord]:
        day, since = self.groups.day, self.options.since.toordinal()
        for record in self.standing_records().tolist():
            match = self.first_match(record, self.options.rule)
            months = None if match is None else max(int(day[match] - day[record]), 0) / DAYS_PER_MONTH
            yield self.record(record, match, months, is_leader=True)
        rows = record_rows(day, self.value, self.followers)
        rows = rows[day[rows] >= since]
        lags = months_behind(day, self.value, records=rows, leaders=self.leaders)
        for row, lag in zip(rows.tolist(), lags.tolist(), strict=True):
            above = np.flatnonzero(self.leaders & (self.value >= self.value[row]))
            first = int(above[day[above].argmin()]) if len(above) else None
            yield self.record(row, first, None if first is None else lag, is_leader=False)

    def record(self, row: int, match: int | None, months: float | None, *, is_leader: bool) -> FrontierRecord:
        day, names = self.groups.day, self.fitted.sheet.models
        fixed = self.fitted.draws is None or row in (self.fitted.anchors.low, self.fitted.anchors.high)
        return FrontierRecord(
            model=names[row],
            group=self.groups.leader if is_leader else self.groups.follower,
            role="leader" if is_leader else "follower",
            released=date.fromordinal(int(day[row])).isoformat(),
            index=float(self.value[row]),
            lower=None if fixed else float(self.lower[row]),
            upper=None if fixed else float(self.upper[row]),
            matched=None if match is None else names[match],
            matched_on=None if match is None else date.fromordinal(int(day[match])).isoformat(),
            months=months,
            censored=is_leader and match is None,
        )
