"""Each promise of the statistics is kept in a seeded simulation."""

import pytest

from tests.simulation.registry import SCENARIOS
from tests.simulation.scenario import Scenario, simulate

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_promise_is_kept(scenario: Scenario) -> None:
    outcome = simulate(scenario)
    assert outcome.kept, (
        f"{scenario.promise}: broken in {outcome.rate:.4f} of {scenario.runs}, at most {scenario.at_most}"
    )
