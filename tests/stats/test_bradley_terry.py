"""Strengths from paired votes."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.votes import read_votes
from deadheat.stats.bradley_terry import Ties, fit, has_finite_fit, information_inverse
from deadheat.stats.davidson import chances
from deadheat.stats.inputs import FloatArray
from deadheat.stats.vote_counts import A_WON, B_WON, BOTH_BAD, TIE, PairCounts
from tests.stats.votes import counts_of, league, pool_counts

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "deadheat" / "evidence" / "data" / "votes" / "arena_votes.parquet"
GOLDEN = json.loads((ROOT / "tests" / "golden" / "ratings.json").read_text())
POINTS = 400 / math.log(10)


def by_scipy(counts: PairCounts, ties: Ties) -> FloatArray:
    """The maximum of the likelihood written down row by row, by a general optimiser."""

    def loss(point: FloatArray) -> float:
        nu = math.exp(point[-1]) if ties == "davidson" else 0.0
        seen = chances(point[counts.first] - point[counts.second], nu)
        log_win, log_loss = np.log(seen.win), np.log(seen.loss)
        log_tie = np.log(seen.tie) if ties == "davidson" else (log_win + log_loss) / 2
        total = counts.first_won * log_win + counts.second_won * log_loss + counts.drawn * log_tie
        return float(-total.sum() / counts.battles.sum() + 1e-3 * point[: counts.n_models].sum() ** 2)

    start = np.zeros(counts.n_models + (ties == "davidson"))
    found = minimize(loss, start, method="BFGS", options={"gtol": 1e-9})
    return np.asarray(found.x, dtype=np.float64)


def test_ratings_of_the_shipped_votes_are_those_of_arena_rank_run_to_convergence() -> None:
    votes = read_votes(SHIPPED, {"winner": "human"})
    ratings = dict(zip(votes.models, 1000 + POINTS * fit(votes.counts).strengths, strict=True))
    assert ratings == pytest.approx({m["model"]: m["rating"] for m in GOLDEN["models"]}, abs=1e-6)


def test_two_models_have_the_log_odds_of_their_points() -> None:
    counts = counts_of(2, (0, 1, A_WON, 30), (0, 1, B_WON, 9), (0, 1, TIE, 1), (0, 1, BOTH_BAD, 1))
    found = fit(counts)
    assert found.strengths[0] - found.strengths[1] == pytest.approx(math.log(31 / 10), abs=1e-12)
    assert found.strengths.sum() == pytest.approx(0.0, abs=1e-15)


def test_under_davidson_two_models_have_the_log_odds_of_their_wins_and_the_share_of_ties_is_kept() -> None:
    counts = counts_of(2, (0, 1, A_WON, 30), (0, 1, B_WON, 10), (0, 1, TIE, 8))
    found = fit(counts, ties="davidson")
    assert found.strengths[0] - found.strengths[1] == pytest.approx(math.log(3), abs=1e-12)
    assert found.nu == pytest.approx(8 / math.sqrt(300), abs=1e-12)


@pytest.mark.parametrize("ties", ["half", "davidson"])
def test_a_general_optimiser_finds_the_same_maximum(ties: Ties) -> None:
    rng = np.random.default_rng(1)
    counts = league(rng.normal(size=6), rng.integers(5, 60, (6, 6)).astype(np.float64), rng)
    expected = by_scipy(counts, ties)
    found = fit(counts, ties=ties)
    assert found.strengths == pytest.approx(expected[:6] - expected[:6].mean(), abs=2e-5)
    if ties == "davidson":
        assert found.nu == pytest.approx(math.exp(expected[6]), abs=2e-5)


@given(pool_counts(), st.sampled_from(["half", "davidson"]))
def test_the_slope_is_zero_at_the_fit(counts: PairCounts, ties: Ties) -> None:
    found = fit(counts, ties=ties)
    assert found.gradient < 1e-7
    seen = chances(found.strengths[counts.first] - found.strengths[counts.second], found.nu or 0.0)
    surplus = counts.score - counts.battles * seen.expected
    assert counts.per_model(surplus, -surplus) == pytest.approx(np.zeros(counts.n_models), abs=1e-7)


@given(pool_counts(), st.randoms(use_true_random=False))
def test_renaming_the_models_renames_the_strengths(counts: PairCounts, random: object) -> None:
    order = np.random.default_rng(counts.n_models).permutation(counts.n_models)
    columns = (counts.first_won, counts.second_won, counts.ties, counts.both_bad)
    cells = [
        (order[i], order[j], outcome, votes)
        for outcome, column in enumerate(columns)
        for i, j, votes in zip(counts.first, counts.second, column, strict=True)
    ]
    renamed = fit(counts_of(counts.n_models, *cells))
    assert renamed.strengths[order] == pytest.approx(fit(counts).strengths, abs=1e-9)


@given(pool_counts(), st.floats(0.5, 1000))
def test_the_same_votes_many_times_over_give_the_same_strengths(counts: PairCounts, factor: float) -> None:
    cells = [
        (i, j, outcome, votes * factor)
        for outcome, column in enumerate((counts.first_won, counts.second_won, counts.ties, counts.both_bad))
        for i, j, votes in zip(counts.first, counts.second, column, strict=True)
    ]
    assert fit(counts_of(counts.n_models, *cells)).strengths == pytest.approx(fit(counts).strengths, abs=1e-9)


def test_the_way_with_ties_matters() -> None:
    counts = counts_of(2, (0, 1, A_WON, 30), (0, 1, B_WON, 10), (0, 1, TIE, 8))
    assert fit(counts).strengths[0] < fit(counts, ties="davidson").strengths[0]


@pytest.mark.parametrize(("won", "lost", "drawn"), [(1e12, 1.0, 0.0), (1.0, 1e9, 3.0), (1e7, 0.0, 1.0)])
def test_one_upset_in_any_number_of_votes_is_counted_exactly(won: float, lost: float, drawn: float) -> None:
    found = fit(counts_of(2, (0, 1, A_WON, won), (0, 1, B_WON, lost), (0, 1, TIE, drawn)))
    expected = math.log((won + drawn / 2) / (lost + drawn / 2))
    assert found.strengths[0] - found.strengths[1] == pytest.approx(expected, abs=1e-12)


def test_a_ladder_of_rare_upsets_is_still_fitted() -> None:
    n = 40
    ladder = [cell for i in range(n - 1) for cell in ((i, i + 1, A_WON, 99_999.0), (i, i + 1, B_WON, 1.0))]
    found = fit(counts_of(n, *ladder))
    assert -np.diff(found.strengths) == pytest.approx(np.full(n - 1, math.log(99_999)), rel=1e-6)


@given(pool_counts(), st.sampled_from(["half", "davidson"]))
def test_the_inverse_of_the_information_is_a_pseudo_inverse(counts: PairCounts, ties: Ties) -> None:
    found = fit(counts, ties=ties)
    inverse, n = information_inverse(counts, found), counts.n_models
    assert inverse[:n].sum(axis=0) == pytest.approx(np.zeros(len(inverse)), abs=1e-8)
    assert np.linalg.pinv(np.linalg.pinv(inverse, hermitian=True), hermitian=True) == pytest.approx(inverse, abs=1e-8)


@pytest.mark.parametrize(
    ("cell", "ties"),
    [
        ([(0, 1, A_WON, 3)], "half"),
        ([(0, 1, A_WON, 3), (2, 3, TIE, 3)], "half"),
        ([(0, 1, A_WON, 3), (0, 1, TIE, 3)], "davidson"),
        ([(0, 1, A_WON, 3), (0, 1, B_WON, 3)], "davidson"),
    ],
)
def test_votes_without_a_finite_maximum_are_refused(cell: list[tuple[int, int, int, float]], ties: Ties) -> None:
    counts = counts_of(4 if len(cell) > 1 and cell[1][0] == 2 else 2, *cell)
    assert not has_finite_fit(counts, ties=ties)
    with pytest.raises(DataError, match="no finite estimate"):
        fit(counts, ties=ties)


def test_no_votes_and_an_unknown_way_with_ties_are_refused() -> None:
    with pytest.raises(DataError, match="no votes"):
        fit(counts_of(2, (0, 1, A_WON, 0)))
    with pytest.raises(ConfigError, match="'half' or 'davidson'"):
        fit(counts_of(2, (0, 1, TIE, 1)), ties="third")  # type: ignore[arg-type]
