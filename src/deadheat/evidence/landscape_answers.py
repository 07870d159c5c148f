"""Five questions of the public debate, answered in a sentence each from the numbers of the page."""

from collections.abc import Sequence

from deadheat.facts.arena import Board
from deadheat.facts.call import Call
from deadheat.facts.frontier import Frontier
from deadheat.facts.gap import Estimate, Gap
from deadheat.facts.landscape import Answer, LeadingModel
from deadheat.facts.share import Share

_WORDS: dict[Call | None, str] = {
    "dead_heat": "a dead heat",
    "behind": "behind",
    "ahead": "ahead",
    "open": "open, not enough evidence",
    None: "unknown",
}


def answers_of(
    *,
    gap: Gap,
    country_gap: Gap,
    boards: Sequence[Board],
    frontier: Frontier,
    share: Share,
    leading: Sequence[LeadingModel],
) -> tuple[Answer, ...]:
    """The answers in the order of the page; every figure carries its interval."""
    return (
        _dead_heat(gap, boards),
        _lag(gap, country_gap),
        _price(frontier),
        _shares(share),
        _licences(leading),
    )


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
        question="Is there a dead heat today?", says=says, command="deadheat gap; deadheat arena text", as_of=gap.as_of
    )


def _lag(gap: Gap, country_gap: Gap) -> Answer:
    by_rule = "; ".join(f"{match.rule} {_within(match.months, 'months')}" for match in gap.matches)
    says = (
        f"At their records, open-weight models reached what closed ones had reached {_within(gap.mean_lag, 'months')} "
        "earlier on average. How long a closed record stood until an open model matched it depends on what counts as "
        f"a match (median): {by_rule}. Between labs of {country_gap.follower} and {country_gap.leader} the gap now is "
        f"{_within(country_gap.gap_now, 'points')}."
    )
    return Answer(question="How large is the lag?", says=says, command="deadheat gap", as_of=gap.as_of)


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
        question="Who leads on price-performance?", says=says, command="deadheat frontier", as_of=frontier.as_of
    )


def _shares(share: Share) -> Answer:
    parts = ", ".join(
        f"{origin.origin} {100 * origin.share:.1f} % (at most {100 * origin.upper:.1f} %)" for origin in share.origins
    )
    says = (
        f"Of {share.n:,} tracked repositories of open models: {parts}; unknown {100 * share.unknown:.1f} %. "
        f"Definition: {share.definition}. Published shares of downloads, derivatives and tokens use other definitions "
        "and stand on the page with what they do not say."
    )
    return Answer(
        question="How do shares move?", says=says, command="deadheat share; deadheat share --claims", as_of=share.as_of
    )


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
    command = "deadheat models show MODEL; deadheat licence check MODEL"
    return Answer(
        question="Which licences and hosts are behind the leading open models?", says=says, command=command, as_of=None
    )


def _within(estimate: Estimate, unit: str) -> str:
    if estimate.value is None:
        return f"an unknown number of {unit}"
    if estimate.lower is None or estimate.upper is None:
        return f"{estimate.value:.1f} {unit} (no interval)"
    return f"{estimate.value:.1f} {unit} [{estimate.lower:.1f}, {estimate.upper:.1f}]"
