"""What an organisation with these facts may do under a licence: clause after clause, then the worst of them."""

from collections.abc import Iterator

from deadheat.facts.country import country_code
from deadheat.facts.licence import Clause, Finding, Licence, Organisation, Outcome, Par83, Threshold

_WORST: tuple[Outcome, ...] = ("blocked", "unknown", "obligations", "ok")
_NAMES = {
    "users_month": "monthly users",
    "revenue_usd_month": "USD revenue a month",
    "revenue_usd_12m": "USD revenue in 12 months",
    "maas_revenue_usd_12m": "USD revenue from model as a service in 12 months",
}


def apply(licence: Licence, organisation: Organisation) -> tuple[Finding, ...]:
    """One finding per clause that matters to `organisation`."""
    findings = (_finding(clause, organisation) for clause in licence.clause)
    return tuple(
        Finding(
            outcome=outcome,
            kind=clause.kind,
            because=because,
            says=clause.says,
            source=licence.source,
            as_of=licence.as_of,
            evidence=licence.evidence,
        )
        for clause, found in zip(licence.clause, findings, strict=True)
        if found is not None
        for outcome, because in [found]
    )


def worst(outcomes: Iterator[Outcome] | tuple[Outcome, ...]) -> Outcome:
    """Blocked before unknown before obligations before ok; nothing at all is unknown."""
    seen = set(outcomes)
    return next((outcome for outcome in _WORST if outcome in seen), "unknown")


def eu_par83(licence: Licence) -> tuple[Par83, str]:
    """Whether the licence is free and open in the sense of paragraph 83 of the EU guidelines on general-purpose models.

    Fails on: no commercial use, no distribution, limits by the number of users, a separate commercial licence for some
    uses. Attribution is fine, and safety terms may be (paragraph 84): they make it unclear, as does attribution that
    starts at a size. Guidelines of the Commission on Article 53(2) of Regulation (EU) 2024/1689, paragraphs 83 and 84.
    """
    for clause in licence.clause:
        if clause.kind in ("commercial", "distribution") and clause.allows == "no":
            return "fail", clause.says
        if clause.kind == "cap":
            return "fail", clause.says
    for clause in licence.clause:
        if clause.kind == "field_of_use" and clause.beyond_law:
            return "unclear", clause.says
        if clause.kind == "territory" or (clause.kind == "attribution" and clause.when == "above"):
            return "unclear", clause.says
    return "pass", "No clause that paragraph 83 names."


def _finding(clause: Clause, who: Organisation) -> tuple[Outcome, str] | None:
    match clause.kind:
        case "commercial":
            return _commercial(clause, who)
        case "cap":
            return _cap(clause, who)
        case "attribution":
            return _attribution(clause, who)
        case "outputs":
            return _outputs(clause, who)
        case "territory":
            return _territory(clause, who)
        case "distribution":
            return ("blocked", "weights are passed on") if who.distributes_weights and clause.allows == "no" else None
        case "field_of_use":
            return ("obligations", "uses are limited") if clause.beyond_law else ("ok", "nothing beyond the law")
        case "law":
            return "ok", "for information"


def _commercial(clause: Clause, who: Organisation) -> tuple[Outcome, str]:
    if not who.commercial:
        return "ok", "the use is not commercial"
    if clause.allows == "no":
        return "blocked", "the use is commercial"
    return ("ok", "the use is commercial") if clause.allows in ("yes", "conditional") else ("unknown", "not stated")


def _cap(clause: Clause, who: Organisation) -> tuple[Outcome, str]:
    reached, because = _reached(clause.thresholds, who)
    if reached is None:
        return "unknown", because
    return ("blocked" if reached else "ok"), because


def _attribution(clause: Clause, who: Organisation) -> tuple[Outcome, str] | None:
    if clause.when == "above":
        reached, because = _reached(clause.thresholds, who)
        return ("unknown" if reached is None else "obligations" if reached else "ok"), because
    if clause.when == "distribution":
        return ("obligations", "weights are passed on") if who.distributes_weights else None
    if clause.when == "training":
        return ("obligations", "outputs train a model") if who.role == "distiller" else None
    if clause.when == "product" and who.role == "internal":
        return "ok", "the use is internal"
    return "obligations", "it holds for every product"


def _outputs(clause: Clause, who: Organisation) -> tuple[Outcome, str] | None:
    if who.role != "distiller":
        return None
    outcomes: dict[str, Outcome] = {"yes": "ok", "no": "blocked", "conditional": "obligations"}
    return outcomes.get(clause.allows or "unknown", "unknown"), "outputs train a model"


def _territory(clause: Clause, who: Organisation) -> tuple[Outcome, str]:
    if clause.multimodal and not who.uses_images:
        return "ok", "images are not used"
    if who.domicile is None:
        return "unknown", "the domicile is not given"
    domicile = country_code(who.domicile)
    return ("blocked" if domicile in clause.countries else "ok"), f"the domicile is {domicile}"


def _reached(thresholds: tuple[Threshold, ...], who: Organisation) -> tuple[bool | None, str]:
    """Whether any threshold is passed; None while one that could be is not given."""
    sizes = [(t, _at_least(t.measure, who), _at_most(t.measure, who)) for t in thresholds]
    for threshold, least, most in sizes:
        if least > (limit := threshold.surely_above or threshold.above):
            return True, f"{_told(threshold, least, most)} are more than {limit:,}"
    for threshold, least, most in sizes:
        if most is None or (most > threshold.above >= least):
            return None, f"{_NAMES[threshold.measure]} are not given (the limit is {threshold.above:,})"
        if most > threshold.above:
            highest = f"the limit of this model lies between {threshold.above:,} and {threshold.surely_above:,}"
            return None, f"{_told(threshold, least, most)}: {highest}"
    return False, " and ".join(f"{_told(t, least, most)} are not more than {t.above:,}" for t, least, most in sizes)


def _at_least(measure: str, who: Organisation) -> int:
    """What the size is at least: a year's revenue is no smaller than that of one of its months, or of one kind."""
    given: int | None = getattr(who, measure)
    if given is None and measure == "revenue_usd_12m":
        return max(who.revenue_usd_month or 0, who.maas_revenue_usd_12m or 0)
    return given or 0


def _at_most(measure: str, who: Organisation) -> int | None:
    """What the size is at most; None where nothing bounds it. A month or a kind of revenue is within the year's."""
    given: int | None = getattr(who, measure)
    if given is not None or measure not in ("revenue_usd_month", "maas_revenue_usd_12m"):
        return given
    serves_nobody = measure == "maas_revenue_usd_12m" and who.role in ("internal", "distiller")
    return 0 if serves_nobody else who.revenue_usd_12m


def _told(threshold: Threshold, least: int, most: int | None) -> str:
    name = _NAMES[threshold.measure]
    if least == most:
        return f"{most:,} {name}"
    return f"at least {least:,} {name}" if most is None else f"at most {most:,} {name}"
