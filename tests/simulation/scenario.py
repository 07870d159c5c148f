"""A simulation of an error rate: how often a method breaks its promise, judged by an exact binomial bound."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

Trial = Callable[[np.random.Generator], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`promise` in words; `breaks` runs one seeded trial and says whether the promise was broken in it.

    at_most: the promised rate of breaks. A power scenario promises `breaks` (= a miss) at most that often too.
    """

    name: str
    promise: str
    breaks: Trial
    at_most: float
    runs: int
    seed: int = 20261123


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How often the promise was broken, and the chance of seeing at least that many if it holds exactly."""

    scenario: Scenario
    broken: int
    p_value: float

    @property
    def rate(self) -> float:
        return self.broken / self.scenario.runs

    @property
    def kept(self) -> bool:
        """The promise is refuted only when so many breaks would be a one-in-a-thousand event under it."""
        return self.p_value > 0.001


def simulate(scenario: Scenario) -> Outcome:
    """Run every trial on its own stream of the scenario's seed."""
    streams = np.random.default_rng(scenario.seed).spawn(scenario.runs)
    broken = sum(scenario.breaks(rng) for rng in streams)
    p_value = float(binom.sf(broken - 1, scenario.runs, scenario.at_most))
    return Outcome(scenario=scenario, broken=broken, p_value=p_value)
