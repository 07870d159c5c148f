"""Five questions of the public debate, answered in a sentence each from the numbers of the page."""

from collections.abc import Sequence

from deadheat.facts.arena import Board
from deadheat.facts.call import Call
from deadheat.facts.frontier import Frontier
from deadheat.facts.gap import Estimate, Gap
from deadheat.facts.landscape import Answer, LeadingModel
from deadheat.facts.share import Share, SharePeriod, origin_words

_WORDS: dict[Call | None, str] = {
    "dead_heat": "a dead heat",
    "behind": "behind",
    "ahead": "ahead",
    "open": "open, not enough evidence",
    None: "unknown",
}
_YES_NO: dict[Call | None, str] = {
    "dead_heat": "Yes",
    "behind": "No",
    "ahead": "No, open weights lead",
    "open": "Open, not enough evidence",
    None: "Unknown",
}


MIN_RELEASES = 10  # a quarter with fewer models says little about shares


def answers_of(
    *,
    gap: Gap,
    country_gap: Gap,
    boards: Sequence[Board],
    frontier: Frontier,
    releases: Share,
    leading: Sequence[LeadingModel],
) -> tuple[Answer, ...]:
    """The answers in the order of the page; every figure carries its interval."""
    return (
        _dead_heat(gap, boards),
        _lag(gap, country_gap),
        _price(frontier),
        _shares(releases),
        _licences(leading),
    )


def telling_periods(share: Share) -> list[SharePeriod]:
    """The periods with enough models to speak of a share."""
    return [period for period in share.periods if period.total >= MIN_RELEASES]


def _dead_heat(gap: Gap, boards: Sequence[Board]) -> Answer:
    says = (
        f"On the capability index the best open-weight model, {gap.best_follower}, stands "
        f"{_within(gap.gap_now, 'points')} behind {gap.best_leader}: "
        f"{_WORDS[gap.call_now]} under a margin of {gap.margin:g} points."
    )
    for board in (b for b in boards if b.board == "text" and b.best_open):
        says += (
            f" On the arena's text board of {board.day}, {len(board.group)} models cannot be told from the leader; "
            f"the best open-weight one, {board.best_open}, is at place {board.best_open_place}, "
            f"{_within(board.open_behind, 'points')} behind: {_WORDS[board.open_call]} under {board.margin:g} points."
        )
    return Answer(
        topic="heat",
        question="Is there a dead heat today?",
        figure=f"{_YES_NO[gap.call_now]}: open weights {_within(gap.gap_now, 'points')} behind on the index",
        says=says,
        command="deadheat gap; deadheat arena text",
        as_of=gap.as_of,
    )


def _lag(gap: Gap, country_gap: Gap) -> Answer:
    by_rule = "; ".join(f"{match.rule} {_within(match.months, 'months')}" for match in gap.matches)
    says = (
        f"At their records, open-weight models reached what closed ones had reached {_within(gap.mean_lag, 'months')} "
        "earlier on average. How long a closed record stood until an open model matched it depends on what counts as "
        f"a match (median): {by_rule}. Between labs of {country_gap.follower} and {country_gap.leader} the gap now is "
        f"{_within(country_gap.gap_now, 'points')}."
    )
    return Answer(
        topic="lag",
        question="How large is the lag?",
        figure=f"{_within(gap.mean_lag, 'months')}, on average over {gap.n_lags} records",
        says=says,
        command="deadheat gap",
        as_of=gap.as_of,
    )


def _price(frontier: Frontier) -> Answer:
    on = [row for row in frontier.models if row.on_frontier]
    n_open = sum(row.access == "Open weights" for row in on)
    listed = ", ".join(f"{row.model} (${row.usd_per_month:,.0f})" for row in on)
    says = (
        f"{n_open} of the {len(on)} models on the price-performance frontier have open weights. From the cheapest, for "
        f"{frontier.workload.words}: {listed}. List prices; the same tokens for every model are assumed, which only "
        "a trial on your own work can check."
    )
    return Answer(
        topic="price",
        question="Who leads on price-performance?",
        figure=f"{n_open} of {len(on)} models on the frontier have open weights",
        says=says,
        command="deadheat frontier",
        as_of=frontier.as_of,
    )


def _shares(releases: Share) -> Answer:
    periods, name = telling_periods(releases), releases.origins[0].origin
    first, last = periods[0], periods[-1]
    moved = "; ".join(
        f"{origin_words(o.origin)} {_percent(first.shares.get(o.origin, 0.0))} then, "
        f"{_percent(last.shares.get(o.origin, 0.0))} now"
        for o in releases.origins
    )
    says = (
        f"Of the open-weight models whose day of release the catalogue knows, by the head office of their lab, in "
        f"{quarter_words(first.start)} ({first.total:.0f} models) and in {quarter_words(last.start)} "
        f"({last.total:.0f}): {moved}; unknown {_percent(first.unknown)} then, {_percent(last.unknown)} now. "
        "Published shares of downloads, derivatives and tokens use other definitions and stand below with what they "
        "do not say."
    )
    return Answer(
        topic="share",
        question="How do shares move?",
        figure=f"{origin_words(name)}: {_percent(first.shares.get(name, 0.0))} of new open models in "
        f"{quarter_words(first.start)}, {_percent(last.shares.get(name, 0.0))} in {quarter_words(last.start)}",
        says=says,
        command="deadheat share --window flow --every quarter; deadheat share --claims",
        as_of=releases.as_of,
    )


def quarter_words(start: str) -> str:
    """`2026 Q2` for the first day of a quarter."""
    return f"{start[:4]} Q{(int(start[5:7]) + 2) // 3}"


def _licences(leading: Sequence[LeadingModel]) -> Answer:
    counts = {
        name: sum(model.licence == name for model in leading) for name in dict.fromkeys(m.licence for m in leading)
    }
    listed = ", ".join(f"{name or 'no licence on record'} ({n})" for name, n in counts.items())
    passing = sum(model.eu_par83 == "pass" for model in leading)
    says = (
        f"Among the {len(leading)} leading open-weight models: {listed}. {passing} pass paragraph 83 of the EU "
        "guidelines, as computed from the clauses. Where a lab sits, where a host sits and where inference runs are "
        "three facts."
    )
    hosts = sorted(model.n_hosts for model in leading)
    served = f"; {hosts[0]} to {hosts[-1]} hosts each" if hosts else ""
    return Answer(
        topic="licence",
        question="Which licences and hosts are behind the leading open models?",
        figure=f"{passing} of {len(leading)} pass EU paragraph 83{served}",
        says=says,
        command="deadheat models show MODEL; deadheat licence check MODEL",
        as_of=max((model.licence_as_of for model in leading if model.licence_as_of), default=None),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _within(estimate: Estimate, unit: str) -> str:
    if estimate.value is None:
        return f"an unknown number of {unit}"
    if estimate.lower is None or estimate.upper is None:
        return f"{estimate.value:.1f} {unit} (no interval)"
    return f"{estimate.value:.1f} {unit} [{estimate.lower:.1f}, {estimate.upper:.1f}]"
