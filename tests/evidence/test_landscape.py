"""The page joins the answers of the commands and adds no number of its own."""

from datetime import UTC, date, datetime

import pytest

from deadheat.evidence.landscape import _one_place, survey
from deadheat.facts.landscape import Landscape
from deadheat.facts.model import Claim

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def found() -> Landscape:
    return survey(AT, draws=20)


def test_five_questions_are_answered_with_intervals_and_commands(found: Landscape) -> None:
    assert len(found.answers) == 5
    assert all(answer.command.startswith("deadheat ") for answer in found.answers)
    assert "[" in found.answers[0].says
    assert all(answer.figure for answer in found.answers)
    assert {answer.topic for answer in found.answers} == {"heat", "lag", "price", "share", "licence"}
    assert found.gap.best_follower in found.answers[0].says


def test_published_targets_are_met(found: Landscape) -> None:
    assert found.gap.gap_now.value == pytest.approx(4.64, abs=0.02)
    assert found.gap.mean_lag.value == pytest.approx(7.3, abs=0.05)
    assert found.index.models[0].model == "GPT-5.6 Sol"


def test_leading_models_are_the_best_open_ones_with_licence_and_hosts(found: Landscape) -> None:
    assert found.leading[0].model == "Kimi K3"
    assert [m.index for m in found.leading] == sorted((m.index for m in found.leading), reverse=True)
    assert all(sum(m.host_hq.values()) == m.n_hosts for m in found.leading)
    assert any(m.eu_par83 == "fail" for m in found.leading)
    assert all(m.licence_source and m.licence_as_of for m in found.leading if m.licence)
    assert all(m.price_source and m.price_as_of for m in found.leading if m.usd_per_month is not None)


def test_claims_that_disagree_are_disputed_and_none_is_unknown() -> None:
    us, cn = (Claim(value=v, source="s", as_of=date(2026, 1, 1), evidence="R") for v in ("US", "CN"))
    assert [_one_place(claims) for claims in ((us, us), (us, cn), ())] == ["US", "disputed", "unknown"]
