"""A verdict with every call in it."""

import pytest

from deadheat.facts.call import call_from
from deadheat.facts.comparison import Comparison, Cost, LeftOut
from deadheat.facts.verdict import DataSource, Verdict


def compared(
    task: str | None, difference: float, half: float, *, challenger: str = "kimi & co", n: int = 200
) -> Comparison:
    lower, upper = difference - half, difference + half
    call = call_from(lower, upper, 0.05)
    return Comparison(
        challenger=challenger,
        task=task,
        n_items=n,
        n_repeats=2,
        incumbent_score=0.5,
        challenger_score=0.5 + difference,
        difference=difference,
        lower=lower,
        upper=upper,
        pointwise_lower=lower,
        pointwise_upper=upper,
        p_adjusted=0.5,
        call=call,
        separated=lower > 0 or upper < 0,
        not_worse=lower > -0.05,
        more_items_needed=300 if call == "open" else None,
        method="paired z over items",
        incumbent_cost=Cost(usd_per_item=0.02, lower=0.01, upper=0.03, source="cost_usd in the data"),
        challenger_cost=Cost(usd_per_item=0.005, lower=0.004, upper=0.006, source="cost_usd in the data"),
        cost_ratio=0.25,
        cost_ratio_lower=0.2,
        cost_ratio_upper=0.3,
        price_ratio=0.1,
    )


@pytest.fixture
def verdict() -> Verdict:
    return Verdict(
        incumbent="<script>alert(1)</script>",
        margin=0.05,
        alpha=0.05,
        mode="fixed",
        promise="fixed: valid for one look",
        multiplicity="multiplicity: 5 comparisons",
        comparisons=(
            compared("maths", 0.0, 0.03),
            compared("code", 0.2, 0.05),
            compared("law", -0.2, 0.05),
            compared(None, 0.03, 0.06),
            compared(None, 0.02, 0.01, challenger="glm"),
        ),
        left_out=(
            LeftOut(challenger="glm", task="law", model="glm", items=1234, reason="answered by this model only"),
        ),
        source=DataSource(name="answers.csv", answers=4000, sha256="ab" * 32),
    )
