"""Price against performance: which offers are worth their money on a stated workload, with intervals."""

from typing import Literal

from msgspec import Struct

from deadheat.errors import ConfigError
from deadheat.facts.call import Call


class Workload(Struct, frozen=True, kw_only=True):
    """A month of use, in millions of tokens; cached is the share of input tokens that a cache serves."""

    input_mtok: float = 1000.0
    output_mtok: float = 100.0
    cached: float = 0.4
    prompt_tokens: int = 5000

    def __post_init__(self) -> None:
        for name in ("input_mtok", "output_mtok"):
            if not 0 <= getattr(self, name) <= 1e9:
                raise ConfigError(f"{name} is {getattr(self, name)}. Expected millions of tokens a month, 0 or more.")
        if self.input_mtok + self.output_mtok <= 0:
            raise ConfigError("the workload has no tokens.")
        if not 0 <= self.cached <= 1:
            raise ConfigError(f"cached is {self.cached}. Expected a share in [0, 1], such as 0.4.")
        if self.prompt_tokens < 1:
            raise ConfigError(f"prompt_tokens is {self.prompt_tokens}. Expected tokens of one prompt, 1 or more.")

    @property
    def words(self) -> str:
        """The workload in one line."""
        return (
            f"{self.input_mtok:g} M input tokens a month ({100 * self.cached:g} % from a cache), "
            f"{self.output_mtok:g} M output tokens, {self.prompt_tokens} tokens a prompt"
        )


class PricedModel(Struct, frozen=True, kw_only=True):
    """One model at its cheapest offer. chance: P(index >= threshold). on_frontier: on the points' frontier.

    possibly: no cheaper model is better for certain. frontier_chance: share of draws in which it is on the frontier.
    """

    model: str
    known_as: str
    access: str | None
    index: float
    lower: float | None
    upper: float | None
    host: str
    offer: str
    usd_per_month: float
    usd_highest: float
    n_offers: int
    price_source: str
    price_as_of: str | None
    assumptions: tuple[str, ...]
    on_frontier: bool
    possibly: bool
    frontier_chance: float | None
    chance: float | None


class Saving(Struct, frozen=True, kw_only=True):
    """What a switch to one model would save on the workload if it took the same tokens.

    difference, lower, upper: index of the challenger minus that of the incumbent; call under the margin.
    """

    challenger: str
    host: str
    offer: str
    access: str | None
    usd_per_month: float
    saves_usd: float
    saves_share: float
    break_even_tokens: float
    difference: float
    lower: float | None
    upper: float | None
    call: Call | None


class Frontier(Struct, frozen=True, kw_only=True):
    """All priced models, cheapest first. cheapest: the first that reaches the threshold with that confidence."""

    schema: Literal["deadheat.frontier/1"] = "deadheat.frontier/1"
    models: tuple[PricedModel, ...]
    threshold: float | None
    confidence: float
    cheapest: str | None
    incumbent: str | None
    incumbent_usd: float | None
    savings: tuple[Saving, ...]
    workload: Workload
    at: str
    margin: float
    alpha: float
    n: int
    unpriced: tuple[str, ...]
    unresolved: tuple[str, ...]
    definition: str
    method: str
    assumptions: tuple[str, ...]
    source: str
    as_of: str | None
    notes: tuple[str, ...] = ()


class TaskCost(Struct, frozen=True, kw_only=True):
    """One model on one recorded task. usd_per_solved: cost of an answer over the share that is right."""

    model: str
    score: float
    lower: float
    upper: float
    n_items: int
    input_tokens: float
    output_tokens: float
    usd_per_answer: float
    usd_per_solved: float | None
    usd_per_solved_lower: float | None
    usd_per_solved_upper: float | None
    on_frontier: bool
    possibly: bool
    price: str


class TaskFrontier(Struct, frozen=True, kw_only=True):
    """Cost and score of every model with recorded answers on a task and a list price, cheapest answer first.

    understated: models whose logs leave out the reasoning they bill; their cost is not known and they are not compared.
    """

    schema: Literal["deadheat.frontier-task/1"] = "deadheat.frontier-task/1"
    task: str
    models: tuple[TaskCost, ...]
    n: int
    alpha: float
    unpriced: tuple[str, ...]
    understated: tuple[str, ...]
    definition: str
    method: str
    assumptions: tuple[str, ...]
    source: str
    as_of: str
