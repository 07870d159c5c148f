"""The public picture as one HTML file: charts, equal tables, sources and dates; offline, in light and dark."""

from deadheat.facts.comparison_text import usd
from deadheat.facts.gap import Estimate
from deadheat.facts.landscape import Landscape
from deadheat.report.landscape_charts import landscape_charts, leading_models
from deadheat.report.pages import page_environment
from deadheat.report.vega import script_policy, scripts, spec_json, themed


def landscape_page(found: Landscape, *, command: str) -> str:
    """The page for `found`; `command` is the line that makes it again."""
    environment = page_environment()
    environment.filters |= {"estimate": estimate_in_words, "span": span_in_words, "usd": usd}
    return environment.get_template("landscape.html").render(
        found=found,
        leading_models=leading_models(found.index),
        charts={name: spec_json(themed(spec)) for name, spec in landscape_charts(found).items()},
        policy=script_policy(),
        scripts=scripts(),
        command=command,
    )


def estimate_in_words(estimate: Estimate, unit: str) -> str:
    """A value with its interval, or that it is not known."""
    return f"unknown {unit}" if estimate.value is None else f"{estimate.value:.1f} {unit} {span_in_words(estimate)}"


def span_in_words(bounds: object) -> str:
    """`[lower, upper]` of anything that has both, or that there is no interval."""
    lower, upper = getattr(bounds, "lower", None), getattr(bounds, "upper", None)
    return "(no interval)" if lower is None or upper is None else f"[{lower:.1f}, {upper:.1f}]"
