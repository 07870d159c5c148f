"""All scenarios, one module for each family of methods; each exports a tuple `SCENARIOS`."""

from tests.simulation import anytime, fixed, index, ratings
from tests.simulation.scenario import Scenario

SCENARIOS: tuple[Scenario, ...] = (*anytime.SCENARIOS, *fixed.SCENARIOS, *index.SCENARIOS, *ratings.SCENARIOS)
