"""The public picture as one HTML file: charts, equal tables, sources and dates; offline, in light and dark."""

from deadheat.evidence.landscape_answers import MIN_RELEASES, quarter_words, telling_periods
from deadheat.facts.comparison_text import usd
from deadheat.facts.gap import Estimate
from deadheat.facts.landscape import Landscape
from deadheat.facts.share import Share, origin_words
from deadheat.report.frontier_chart import frontier_place
from deadheat.report.landscape_charts import landscape_charts, leading_models
from deadheat.report.pages import page_environment
from deadheat.report.vega import script_policy, scripts, spec_json, themed


def landscape_page(found: Landscape, *, command: str) -> str:
    """The page for `found`; `command` is the line that makes it again."""
    environment = page_environment()
    environment.filters |= {
        "estimate": estimate_in_words,
        "value": value_in_words,
        "span": span_in_words,
        "sentence": sentence,
        "percent": percent,
        "place": frontier_place,
        "place_name": lambda origin, before="": f"{before}{origin_words(origin)}",
        "quarter": quarter_words,
        "usd": usd,
    }
    return environment.get_template("landscape.html").render(
        found=found,
        leading_models=leading_models(found.index),
        origins=[origin.origin for origin in found.releases.origins],
        min_releases=MIN_RELEASES,
        latest_share=latest_share(found.releases),
        charts={name: spec_json(themed(spec)) for name, spec in landscape_charts(found).items()},
        policy=script_policy(),
        scripts=scripts(),
        command=command,
    )


def estimate_in_words(estimate: Estimate, unit: str) -> str:
    """A value with its interval, or that it is not known."""
    return f"{value_in_words(estimate, unit)} {span_in_words(estimate)}" if estimate.value is not None else "unknown"


def value_in_words(estimate: Estimate, unit: str) -> str:
    """A value alone, or that it is not known."""
    return "unknown" if estimate.value is None else f"{estimate.value:.1f} {unit}".strip()


def span_in_words(bounds: object) -> str:
    """`[lower, upper]` of anything that has both, or that there is no interval."""
    lower, upper = getattr(bounds, "lower", None), getattr(bounds, "upper", None)
    return (
        "(no interval)"
        if lower is None or upper is None
        else f"[{round(lower, 1) + 0.0:.1f}, {round(upper, 1) + 0.0:.1f}]"
    )


def sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def percent(share: float) -> str:
    """A share as a percentage."""
    return f"{100 * share:.1f} %"


def latest_share(releases: Share) -> str:
    """The shares of the last quarter that tells enough, as one line."""
    last = telling_periods(releases)[-1]
    parts = ", ".join(f"{origin_words(origin)} {percent(share)}" for origin, share in list(last.shares.items())[:2])
    return f"{parts} of {last.total:.0f} open models released in {quarter_words(last.start)}"
