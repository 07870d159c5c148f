"""The words of a leaderboard."""

import msgspec
import pytest

from deadheat.facts.call import Call
from deadheat.facts.rating import GroupComparison, RatedModel, Ratings, group_in_words, interval_bar, interval_in_words


def model(name: str, rating: float | None, lower: float | None, upper: float | None, *, best: int = 1) -> RatedModel:
    reason = None if rating is not None else "won every vote"
    return RatedModel(
        model=name,
        rating=rating,
        lower=lower,
        upper=upper,
        rank_best=best,
        rank_worst=3,
        votes=1234,
        pool=1,
        component=1,
        both_bad=0.1,
        reason=reason,
    )


def compared(name: str, call: Call) -> GroupComparison:
    return GroupComparison(
        group=1, leader="a", model=name, difference=-1.0, lower=-5.0, upper=3.0, call=call, p_equivalence=0.01
    )


def board(*comparisons: GroupComparison) -> Ratings:
    models = (
        model("a", 1100.0, 1090.0, 1110.0),
        model("b", 1000.0, 980.0, 1020.0),
        model("c", None, 1050.0, None, best=3),
    )
    return Ratings(
        models=models,
        groups=(("a", "b", "c"),),
        comparisons=comparisons,
        n=2468,
        alpha=0.05,
        margin=15.0,
        ties="half",
        method="Bradley-Terry",
        critical=2.3,
        draws=2000,
        seed=0,
        tie_weights=(None,),
        clusters=None,
        source="votes.csv",
        notes=("few votes",),
    )


def test_a_group_calls_a_dead_heat_only_what_is_certified() -> None:
    words = group_in_words(board(compared("b", "dead_heat")), 1)
    assert words == "1. a: in a dead heat with b (within ±15 points); not told apart from c (open)"
    assert "dead heat" not in group_in_words(board(compared("b", "open")), 1)


def test_a_leader_alone_is_alone() -> None:
    alone = board()
    assert (
        group_in_words(
            Ratings(**{f: getattr(alone, f) for f in Ratings.__struct_fields__ if f != "groups"}, groups=(("a",),)), 1
        )
        == "1. a alone"
    )


def test_the_text_shows_ranks_intervals_reasons_and_notes() -> None:
    text = str(board())
    assert "votes.csv · 3 models · 2,468 votes · alpha 0.05" in text
    assert "1-3" in text
    assert "[1090.0, 1110.0]" in text
    assert "* c: won every vote" in text
    assert "note: few votes" in text


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [(1.0, 2.0, "[1.0, 2.0]"), (1.0, None, "above 1.0"), (None, 2.0, "below 2.0"), (None, None, "unknown")],
)
def test_an_open_side_is_said_in_words(lower: float | None, upper: float | None, words: str) -> None:
    assert interval_in_words(model("a", None, lower, upper)) == words


def test_the_bar_runs_from_end_to_end_and_an_open_side_is_an_arrow() -> None:
    assert interval_bar(model("a", 5.0, 0.0, 10.0), (0.0, 10.0)) == "├" + "─" * 14 + "●" + "─" * 14 + "┤"
    assert interval_bar(model("a", None, 5.0, None), (0.0, 10.0)) == "·" * 15 + "├" + "─" * 14 + "→"
    assert interval_bar(model("a", None, None, None), (0.0, 10.0)) == "·" * 31
    assert interval_bar(model("a", 5.0, 5.0, 5.0), (5.0, 5.0)).count("●") == 1


def test_a_narrow_terminal_gets_the_numbers_without_the_picture() -> None:
    wide = board(compared("b", "open"))
    assert "●" in str(wide)
    narrow = wide.text(width=60)
    assert "●" not in narrow
    assert max(map(len, narrow.splitlines())) <= 60
    assert "[1090.0, 1110.0]  1,234" in narrow


def test_one_vote_is_not_called_votes() -> None:
    assert "· 1 vote in 1 cluster ·" in str(msgspec.structs.replace(board(), n=1, clusters=1))
