"""What boards and benchmarks say about the models of the catalogue."""

import pytest

from deadheat.catalog.book import open_catalogue
from deadheat.evidence.fitted_index import fit_index
from deadheat.evidence.index import summarise_index
from deadheat.evidence.public_evidence import public_evidence, read_fitted
from deadheat.evidence.score_sheet import read_score_sheet


@pytest.mark.slow
def test_the_bundled_index_is_the_one_that_the_command_fits() -> None:
    fresh = summarise_index(fit_index(read_score_sheet()), with_sensitivity=False, with_influence=False)
    stored = {row.model: row for row in read_fitted()}
    assert set(stored) == {row.model for row in fresh.models}
    for row in fresh.models:
        assert stored[row.model].index == pytest.approx(row.index, abs=0.006)
        assert stored[row.model].n_benchmarks == row.n_benchmarks
        if row.lower is None or row.upper is None:
            assert stored[row.model].lower is stored[row.model].upper is None
        else:
            assert stored[row.model].lower == pytest.approx(row.lower, abs=0.006)
            assert stored[row.model].upper == pytest.approx(row.upper, abs=0.006)


def test_evidence_has_interval_size_unit_day_and_source() -> None:
    told = public_evidence(open_catalogue())
    index = told["moonshotai/kimi-k2.6"][0]
    assert (index.measure, index.unit, index.n) == ("capability index, Kimi K2.6", "benchmarks", 16)
    assert index.lower is not None
    assert index.upper is not None
    assert index.lower < index.value < index.upper
    board = next(e for e in told["anthropic/claude-opus-4-6"] if e.measure.startswith("arena text"))
    assert (board.unit, board.as_of is not None, board.source != "") == ("votes", True, True)


def test_a_model_that_fixes_the_scale_has_no_interval_and_says_so() -> None:
    anchor = next(e for e in public_evidence(open_catalogue())["openai/gpt-5"] if e.unit == "benchmarks")
    assert (anchor.lower, anchor.upper) == (None, None)
    assert "fixes the scale" in anchor.measure


def test_a_name_that_resolves_to_no_model_is_nobodys_evidence() -> None:
    assert "" not in public_evidence(open_catalogue())
