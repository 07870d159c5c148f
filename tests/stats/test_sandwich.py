"""How uncertain fitted strengths are."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.evidence.votes import read_votes
from deadheat.stats.bradley_terry import Fit, Ties, fit
from deadheat.stats.davidson import chances
from deadheat.stats.inputs import FloatArray
from deadheat.stats.sandwich import FEW_VOTES, add_meat, cluster_meat, sandwich, vote_meat
from deadheat.stats.vote_counts import A_WON, B_WON, TIE, PairCounts, VoteCells
from tests.stats.votes import cells_of, counts_of, league, pool_counts

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "deadheat" / "evidence" / "data" / "votes" / "arena_votes.parquet"
GOLDEN = json.loads((ROOT / "tests" / "golden" / "ratings.json").read_text())
HALF_WIDTH = 1.959963984540054 * 400 / math.log(10)
# The reproduction target T1: exact maximum likelihood and exact sandwich, by an independent implementation.
T1 = {
    "gpt-4": 11.493744,
    "claude-v1": 11.028199,
    "claude-instant-v1": 13.036545,
    "gpt-3.5-turbo": 9.857203,
    "guanaco-33b": 19.899463,
    "vicuna-13b": 8.259844,
    "llama-13b": 14.357424,
}


def spread(counts: PairCounts, ties: Ties = "half") -> FloatArray:
    found = fit(counts, ties=ties)
    return sandwich(counts, found, vote_meat(counts, found))


def single_votes(counts: PairCounts) -> VoteCells:
    """Every vote on a line of its own."""
    rows = [
        (i, j, outcome, 1.0)
        for outcome, column in enumerate((counts.first_won, counts.second_won, counts.ties, counts.both_bad))
        for i, j, votes in zip(counts.first, counts.second, column, strict=True)
        for _ in range(int(votes))
    ]
    return cells_of(*rows)


def scores_by_hand(cells: VoteCells, found: Fit) -> FloatArray:
    """The score of each vote, (votes, k), straight from the definition."""
    n = len(found.strengths)
    rows = np.zeros((len(cells.votes), len(found.inverse)))
    for row, (a, b, outcome) in enumerate(zip(cells.model_a, cells.model_b, cells.outcome, strict=True)):
        seen = chances(np.array([found.strengths[a] - found.strengths[b]]), found.nu or 0.0)
        surplus = {A_WON: 1.0, B_WON: 0.0}.get(int(outcome), 0.5) - seen.expected[0]
        rows[row, a], rows[row, b] = surplus, -surplus
        if found.nu is not None:
            rows[row, n] = (outcome >= TIE) - seen.tie[0]
    return rows


def test_half_widths_of_the_shipped_votes_are_exact_and_those_of_arena_rank_without_its_ridge() -> None:
    votes = read_votes(SHIPPED, {"winner": "human"})
    found = fit(votes.counts)
    errors = np.sqrt(np.diag(sandwich(votes.counts, found, vote_meat(votes.counts, found))))
    widths = dict(zip(votes.models, (HALF_WIDTH * errors).tolist(), strict=True))
    assert {model: widths[model] for model in T1} == pytest.approx(T1, abs=1e-6)
    assert widths == pytest.approx({m["model"]: m["half_width"] for m in GOLDEN["models"]}, rel=1e-4)


def test_two_models_have_the_variance_of_a_log_odds() -> None:
    covariance = spread(counts_of(2, (0, 1, A_WON, 60), (0, 1, B_WON, 40)))
    assert covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1] == pytest.approx(1 / 60 + 1 / 40)


def test_ties_narrow_the_interval_because_they_vary_less() -> None:
    decided = spread(counts_of(2, (0, 1, A_WON, 60), (0, 1, B_WON, 60)))
    tied = spread(counts_of(2, (0, 1, A_WON, 30), (0, 1, B_WON, 30), (0, 1, TIE, 60)))
    assert tied[0, 0] == pytest.approx(decided[0, 0] / 2)


@given(pool_counts(), st.sampled_from(["half", "davidson"]))
def test_the_meat_is_the_sum_of_outer_products_of_single_votes(counts: PairCounts, ties: Ties) -> None:
    found = fit(counts, ties=ties)
    scores = scores_by_hand(single_votes(counts), found)
    meat = vote_meat(counts, found)
    assert meat.matrix == pytest.approx(scores.T @ scores, abs=1e-7)
    assert meat.units == len(scores)


@given(pool_counts(), st.sampled_from(["half", "davidson"]), st.integers(1, 5))
def test_clusters_sum_their_scores_before_the_outer_product(counts: PairCounts, ties: Ties, size: int) -> None:
    found, cells = fit(counts, ties=ties), single_votes(counts)
    clusters = np.arange(len(cells.votes)) // size
    scores = scores_by_hand(cells, found)
    summed = np.stack([scores[clusters == cluster].sum(axis=0) for cluster in range(clusters[-1] + 1)])
    meat = cluster_meat(clusters, cells, found)
    assert meat.matrix == pytest.approx(summed.T @ summed, abs=1e-7)
    assert meat.units == len(summed)


@given(pool_counts())
def test_clusters_of_one_vote_are_single_votes(counts: PairCounts) -> None:
    found, cells = fit(counts), single_votes(counts)
    alone, straight = cluster_meat(np.arange(len(cells.votes)), cells, found), vote_meat(counts, found)
    assert alone.matrix == pytest.approx(straight.matrix, abs=1e-8)
    assert alone.units_of_models.tolist() == straight.units_of_models.tolist()


def test_meat_of_two_batches_adds_up() -> None:
    rng = np.random.default_rng(0)
    counts = league(np.zeros(4), np.full((4, 4), 10.0), rng)
    found, cells = fit(counts), single_votes(counts)
    whole = cluster_meat(np.arange(len(cells.votes)) // 3, cells, found)
    parts = []
    for rows in (slice(0, 30), slice(30, None)):
        part = VoteCells(
            model_a=cells.model_a[rows],
            model_b=cells.model_b[rows],
            outcome=cells.outcome[rows],
            votes=cells.votes[rows],
        )
        parts.append(cluster_meat(np.arange(len(part.votes)) // 3, part, found))
    together = add_meat(*parts)
    assert together.matrix == pytest.approx(whole.matrix)
    assert together.units == whole.units


def test_clusters_that_repeat_themselves_widen_the_interval() -> None:
    cells = cells_of(*[(0, 1, row % 2, 1.0) for row in range(200) for _ in range(4)])
    counts = counts_of(2, (0, 1, A_WON, 400), (0, 1, B_WON, 400))
    found = fit(counts)
    clustered = sandwich(counts, found, cluster_meat(np.arange(800) // 4, cells, found), clustered=True)
    assert clustered[0, 0] / spread(counts)[0, 0] == pytest.approx(4 * 200 / 199)


def test_a_model_seen_by_one_cluster_only_has_no_interval() -> None:
    cells = cells_of(*[(0, 1, row % 2, 1.0) for row in range(40)], (1, 2, TIE, 1))
    counts = counts_of(3, (0, 1, A_WON, 20), (0, 1, B_WON, 20), (1, 2, TIE, 1))
    found = fit(counts)
    covariance = sandwich(counts, found, cluster_meat(np.arange(41), cells, found), clustered=True)
    assert np.isfinite(np.diag(covariance)).tolist() == [True, True, False]


def test_a_handful_of_votes_never_looks_certain() -> None:
    anchors = [(0, 1, A_WON, 500.0), (0, 1, B_WON, 500.0)]
    ties = counts_of(3, *anchors, (0, 2, TIE, 3))
    found = fit(ties)
    implied = found.inverse[2, 2]
    assert spread(ties)[2, 2] == pytest.approx(implied)
    assert math.sqrt(implied) * HALF_WIDTH > 250


def test_only_ties_however_many_keep_the_width_that_the_model_implies() -> None:
    counts = counts_of(2, (0, 1, TIE, 10_000))
    assert spread(counts)[0, 0] == pytest.approx(1 / 10_000)


def test_many_votes_are_not_widened() -> None:
    rng = np.random.default_rng(5)
    counts = league(rng.normal(size=5), np.full((5, 5), float(FEW_VOTES)), rng)
    found = fit(counts)
    plain = found.inverse @ vote_meat(counts, found).matrix @ found.inverse
    assert spread(counts) == pytest.approx(plain, abs=1e-12)


def test_the_covariance_has_no_direction_of_a_common_shift() -> None:
    rng = np.random.default_rng(6)
    counts = league(rng.normal(size=5), np.full((5, 5), 40.0), rng)
    ways: tuple[Ties, ...] = ("half", "davidson")
    for ties in ways:
        assert spread(counts, ties).sum(axis=0) == pytest.approx(np.zeros(5), abs=1e-12)
