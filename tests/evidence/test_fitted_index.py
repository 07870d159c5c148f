"""The fitted index and its options."""

import pytest

from deadheat.errors import ConfigError
from deadheat.evidence.fitted_index import FittedIndex, IndexOptions, fit_index
from deadheat.evidence.score_sheet import read_score_sheet

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fitted() -> FittedIndex:
    return fit_index(read_score_sheet(), IndexOptions(draws=20))


def test_method_names_what_was_done(fitted: FittedIndex) -> None:
    assert "ridge of 0.1 over 335 parameters" in fitted.method
    assert "20 refits" in fitted.interval
    assert "anchored anew" in fitted.interval


def test_steps_are_reported() -> None:
    seen: list[tuple[str, int, int]] = []
    fit_index(read_score_sheet(), IndexOptions(draws=20), on_step=lambda *step: seen.append(step))
    assert seen[-1] == ("intervals", 20, 20)


def test_no_draws_give_no_intervals() -> None:
    fitted = fit_index(read_score_sheet(), IndexOptions(draws=0))
    assert fitted.draws is None
    assert "no intervals" in fitted.interval


def test_other_anchors_move_the_scale_but_not_the_order(fitted: FittedIndex) -> None:
    other = fit_index(read_score_sheet(), IndexOptions(draws=0, anchors={"GPT-4o (Nov 2024)": 100, "GPT-5": 200}))
    assert other.scaled.index[other.sheet.number_of("GPT-5")] == pytest.approx(200)
    assert (other.scaled.index.argsort() == fitted.scaled.index.argsort()).all()


@pytest.mark.parametrize(
    "bad", [{"alpha": 0.0}, {"alpha": 1.0}, {"draws": 5}, {"draws": -1}, {"resample": "rows"}, {"seed": -1}]
)
def test_wrong_options_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        IndexOptions(**bad)  # type: ignore[arg-type]
