"""A leaderboard from votes."""

import json
from pathlib import Path

import msgspec
import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.ratings import RatingOptions, rate
from deadheat.facts.rating import RatedModel, Ratings

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "deadheat" / "evidence" / "data" / "votes" / "arena_votes.parquet"
Counted = tuple[str, str, str, int]


def rated(*votes: Counted, **options: object) -> Ratings:
    records = [{"model_a": a, "model_b": b, "winner": w} for a, b, w, times in votes for _ in range(times)]
    return rate(records, msgspec.convert(options, RatingOptions))


def named(ratings: Ratings) -> dict[str, RatedModel]:
    return {m.model: m for m in ratings.models}


FAIR = (("a", "b", "a", 60), ("a", "b", "b", 40))


def test_the_shipped_votes_give_the_target_ratings_intervals_and_groups() -> None:
    found = rate(SHIPPED, columns={"winner": "human"})
    first = found.models[0]
    assert (first.model, first.rank_best, first.rank_worst, first.votes) == ("gpt-4", 1, 1, 3483)
    assert first.rating == pytest.approx(1237.435088, abs=1e-6)
    assert (first.lower, first.upper) == pytest.approx((1237.435088 - 11.493744, 1237.435088 + 11.493744), abs=2e-6)
    assert found.groups[:3] == (("gpt-4",), ("claude-v1", "claude-instant-v1"), ("gpt-3.5-turbo",))
    assert sum(m.rating or 0 for m in found.models) / 20 == pytest.approx(1000)
    assert (found.n, found.alpha, found.margin) == (26919, 0.05, 15.0)
    assert found.critical == pytest.approx(3.516, abs=0.015)


def test_swapping_the_sides_and_the_order_of_votes_changes_nothing() -> None:
    votes = (*FAIR, ("b", "c", "tie", 30), ("c", "a", "a", 20))
    turned = tuple((b, a, {"a": "b", "b": "a"}.get(w, w), n) for a, b, w, n in reversed(votes))
    one, other = rated(*votes), rated(*turned)
    assert [m.rating for m in one.models] == pytest.approx([m.rating for m in other.models])
    assert one.groups == other.groups


def test_alpha_margin_ties_and_seed_matter() -> None:
    votes = (*FAIR, ("a", "b", "tie", 30))
    base = named(rated(*votes))["a"]
    assert (named(rated(*votes, alpha=0.01))["a"].upper or 0) > (base.upper or 0)
    assert (named(rated(*votes, ties="davidson"))["a"].rating or 0) > (base.rating or 0)
    assert rated(*votes).critical != rated(*votes, seed=1).critical
    near = (("a", "b", "a", 50), ("a", "b", "b", 50))
    assert [rated(*near, margin=margin).comparisons[0].call for margin in (15.0, 200.0)] == ["open", "dead_heat"]


def test_not_separated_is_open_until_the_whole_interval_is_inside_the_margin() -> None:
    (comparison,) = rated(("a", "b", "a", 5000), ("a", "b", "b", 5000)).comparisons
    assert comparison.call == "dead_heat"
    assert comparison.p_equivalence < 0.05
    (comparison,) = rated(("a", "b", "a", 5), ("a", "b", "b", 5)).comparisons
    assert comparison.call == "open"
    assert comparison.p_equivalence > 0.05


def test_a_model_that_wins_every_vote_has_a_lower_bound_and_no_rating() -> None:
    top = named(rated(*FAIR, ("top", "a", "a", 30)))["top"]
    assert (top.rating, top.upper) == (None, None)
    assert top.lower is not None
    assert top.lower > 1000
    assert top.reason == "won every vote against the pool (30): no finite rating, only a lower bound"
    assert (top.rank_best, top.rank_worst) == (1, 1)


def test_a_model_that_loses_every_vote_has_an_upper_bound_and_no_rating() -> None:
    found = rated(*FAIR, ("low", "a", "b", 2))
    low = named(found)["low"]
    assert (low.rating, low.lower) == (None, None)
    assert low.upper is not None
    assert (low.rank_best, low.rank_worst) == (1, 3)
    assert found.models[-1] is low


def test_sets_that_never_met_are_reported_apart() -> None:
    found = rated(*FAIR, ("x", "y", "a", 300), ("x", "y", "b", 100))
    assert {m.model: m.component for m in found.models} == {"x": 1, "y": 1, "a": 2, "b": 2}
    assert found.groups == (("x",), ("y",), ("a", "b"))
    assert (named(found)["x"].rank_best, named(found)["x"].rank_worst) == (1, 3)
    assert "2 sets of models have no vote between them" in found.notes[0]


def test_pools_that_met_one_sidedly_keep_their_own_mean_and_groups() -> None:
    found = rated(*FAIR, ("x", "y", "tie", 40), ("a", "x", "a", 50))
    assert {m.pool for m in found.models} == {1, 2}
    assert {m.component for m in found.models} == {1}
    assert any("each has its own mean" in note for note in found.notes)
    assert not any({"a", "x"} <= set(group) for group in found.groups)


def test_votes_all_one_way_between_two_models_give_ranks_and_no_numbers() -> None:
    found = rated(("a", "b", "a", 20))
    assert [(m.rating, m.lower, m.upper) for m in found.models] == [(None, None, None)] * 2
    assert [(m.model, m.rank_best, m.rank_worst) for m in found.models] == [("a", 1, 1), ("b", 2, 2)]
    assert all(m.reason for m in found.models)
    assert found.critical is None


def test_one_vote_leaves_every_rank_possible() -> None:
    found = rated(("a", "b", "tie", 1))
    assert [(m.rank_best, m.rank_worst) for m in found.models] == [(1, 2)] * 2
    assert all(m.upper is not None and m.upper > 1300 for m in found.models)


def test_davidson_without_a_finite_estimate_says_so() -> None:
    found = rated(("a", "b", "a", 9), ("a", "b", "tie", 5), ties="davidson")
    assert [m.rating for m in found.models] == [None, None]
    assert all("no finite estimate" in (m.reason or "") for m in found.models)


def test_few_clusters_and_few_votes_are_said() -> None:
    records = [{"model_a": "a", "model_b": "b", "winner": "ab"[i % 2], "user": f"u{i % 7}"} for i in range(70)]
    found = rate(records, columns={"cluster": "user"})
    assert found.clusters == 7
    assert any("only 7 clusters" in note for note in found.notes)
    assert any("fewer than 20 clusters" in note for note in found.notes)
    assert "clusters" in found.method


def test_one_user_with_every_vote_gives_ratings_without_intervals() -> None:
    records = [{"model_a": "a", "model_b": "b", "winner": "ab"[i % 2], "user": "u"} for i in range(70)]
    found = rate(records, columns={"cluster": "user"})
    assert [(m.rating, m.lower, m.upper) for m in found.models] == [(1000.0, None, None)] * 2
    assert found.models[0].reason == "all its votes come from one cluster: no interval"


def test_both_bad_counts_as_a_draw_and_its_share_is_told() -> None:
    found = named(rated(*FAIR, ("a", "b", "both_bad", 100)))
    assert found["a"].both_bad == pytest.approx(0.5)
    assert found["a"].rating == named(rated(*FAIR, ("a", "b", "tie", 100)))["a"].rating


@pytest.mark.parametrize("value", [0.0, 1.0, 95.0, float("nan")])
def test_an_alpha_that_is_no_error_rate_is_refused(value: float) -> None:
    with pytest.raises(ConfigError, match="alpha"):
        RatingOptions(alpha=value)


@pytest.mark.parametrize(
    ("option", "value"), [("margin", 0.0), ("margin", float("inf")), ("seed", -1), ("ties", "third")]
)
def test_other_options_out_of_range_are_refused(option: str, value: object) -> None:
    with pytest.raises(ConfigError, match=option):
        RatingOptions(**{option: value})  # type: ignore[arg-type]


def test_an_unknown_label_is_an_error_and_never_a_tie() -> None:
    with pytest.raises(DataError, match=r"records: row 101: winner is 'A wins'"):
        rated(*FAIR, ("a", "b", "A wins", 1))


def test_the_json_document_has_the_documented_fields_and_no_infinite_numbers() -> None:
    document = json.loads(msgspec.json.encode(rated(*FAIR, ("top", "a", "a", 3))))
    assert document["schema"] == "deadheat.ratings/1"
    wanted = {"model", "rating", "lower", "upper", "rank_best", "rank_worst", "votes", "reason"}
    assert all(wanted <= set(model) for model in document["models"])
    assert [model["upper"] for model in document["models"] if model["model"] == "top"] == [None]
    assert sorted(m for group in document["groups"] for m in group) == ["a", "b", "top"]
