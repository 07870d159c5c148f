"""Price-performance on an index: the cheapest model above a bar, the frontier, and what a switch would save."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from math import isfinite

import numpy as np

from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.evidence.fitted_index import FittedIndex
from deadheat.evidence.priced_models import PricedOffer, PriceSheet, catalogue_names, price_models
from deadheat.facts.call import call_from
from deadheat.facts.frontier import Frontier, PricedModel, Saving, Workload
from deadheat.facts.offer import HostKind
from deadheat.stats.inputs import FloatArray
from deadheat.stats.pareto import chance_on_frontier, undominated

DEFINITION = (
    "cost = the month's tokens at the cheapest standard offer of the model; on the frontier = no model that costs no "
    "more has a higher index; possibly = none of them is higher for certain (its interval above this model's interval)"
)
ASSUMPTIONS = (
    "every model takes the same tokens for the same work; a trial measures the ratio: tokenizers and verbosity differ",
    "the cached share is read from a cache, writing it costs nothing; a host without a cache price charges input",
    "list prices without discounts, commitments, taxes or batch; free, subscription, retired, doubtful ones left out",
    "offers whose stated context is shorter than the prompt are left out",
    "an offer without a named precision serves the model that was scored",
    "the index measures public benchmarks, not your work: a trial does",
)


def price_frontier(
    fitted: FittedIndex,
    workload: Workload,
    at: datetime,
    *,
    threshold: float | None = None,
    confidence: float = 0.95,
    incumbent: str | None = None,
    margin: float = 2.0,
    hosts: tuple[HostKind, ...] = ("lab", "platform", "regional"),
) -> Frontier:
    """Every priced model of an index, cheapest first, with the frontier, the threshold and the savings.

    threshold: an index; `cheapest` is the cheapest model that reaches it with probability `confidence`.
    incumbent: a model of the index, by any name that the catalogue knows; savings of switching to each cheaper model.
    Raises: ConfigError for values out of range; DataError for a model that is not there or has no price.
    """
    if not 0.5 <= confidence < 1:
        raise ConfigError(f"confidence is {confidence}. Expected a probability in [0.5, 1), such as 0.95.")
    if not margin > 0:
        raise ConfigError(f"margin is {margin}. Expected index points above 0.")
    if threshold is not None and not isfinite(threshold):
        raise ConfigError(f"the threshold is {threshold}. Expected an index such as 150.")
    if threshold is not None and fitted.draws is None:
        raise ConfigError("a threshold needs intervals.", hint="Ask for draws: --draws 200.")
    sheet = price_models(fitted.sheet.models, workload, at, hosts=hosts)
    if not sheet.offers:
        raise DataError("no model of the index has an offer with a price.", where=fitted.sheet.source)
    rows = tuple(sorted(_rows(fitted, sheet, threshold), key=lambda row: (row.usd_per_month, -row.index)))
    cheapest = next((row.model for row in rows if (row.chance or 0.0) >= confidence), None)
    incumbent = None if incumbent is None else _name_in_index(fitted, incumbent)
    own = _incumbent(sheet, incumbent)
    return Frontier(
        models=rows,
        threshold=threshold,
        confidence=confidence,
        cheapest=cheapest if threshold is not None else None,
        incumbent=incumbent,
        incumbent_usd=None if own is None else own.usd,
        savings=() if own is None or incumbent is None else tuple(_savings(fitted, rows, incumbent, own, margin)),
        workload=workload,
        at=at.isoformat(),
        margin=margin,
        alpha=fitted.options.alpha,
        n=len(rows),
        unpriced=sheet.unpriced,
        unresolved=sheet.unresolved,
        definition=DEFINITION,
        method=f"{fitted.method}; {fitted.interval}; prices in whole nano-dollars by the catalogue",
        assumptions=(workload.words, *ASSUMPTIONS),
        source=f"{fitted.sheet.source}; prices: the bundled catalogue, whose sources stand at each offer",
        as_of=max((row.price_as_of for row in rows if row.price_as_of), default=None),
        notes=tuple(_notes(rows)),
    )


def _notes(rows: tuple[PricedModel, ...]) -> Iterator[str]:
    """What was assumed about the prices, the most frequent first; each row holds its own."""
    for text, n in Counter(text for row in rows for text in row.assumptions).most_common(5):
        yield f"{text} ({n} of {len(rows)} models)"


def _rows(fitted: FittedIndex, sheet: PriceSheet, threshold: float | None) -> Iterator[PricedModel]:
    names = [name for name in fitted.sheet.models if name in sheet.offers]
    at = np.array([fitted.sheet.number_of(name) for name in names])
    cost = np.array([sheet.offers[name].usd for name in names])
    index = fitted.scaled.index[at]
    lower = upper = index
    chance = reached = None
    if fitted.draws is not None:
        draws = fitted.draws.index[:, at]
        lower, upper = fitted.interval_of(draws)
        chance = chance_on_frontier(cost, draws)
        reached = None if threshold is None else (draws >= threshold).mean(axis=0)
    on_points = undominated(cost, lower=index, upper=index)
    possibly = undominated(cost, lower=lower, upper=upper)
    for i, name in enumerate(names):
        found = sheet.offers[name]
        as_of = max((line.as_of for line in found.charge.lines if line.as_of), default=None)
        has_interval = fitted.draws is not None and at[i] not in (fitted.anchors.low, fitted.anchors.high)
        yield PricedModel(
            model=name,
            known_as=found.known_as,
            access=fitted.card(int(at[i])).access,
            index=float(index[i]),
            lower=float(lower[i]) if has_interval else None,
            upper=float(upper[i]) if has_interval else None,
            host=found.offer.host,
            offer=found.offer.id,
            usd_per_month=found.usd,
            usd_highest=found.usd_highest,
            n_offers=found.n_offers,
            price_source=", ".join(dict.fromkeys(line.source for line in found.charge.lines)),
            price_as_of=None if as_of is None else as_of.isoformat(),
            assumptions=found.charge.assumptions,
            on_frontier=bool(on_points[i]),
            possibly=bool(possibly[i]),
            frontier_chance=None if chance is None else float(chance[i]),
            chance=None if reached is None else float(reached[i]),
        )


def _name_in_index(fitted: FittedIndex, name: str) -> str:
    """The model of the index that `name` means, in whatever case or by a name of the catalogue.

    Raises: DataError with near names if it means none.
    """
    models = fitted.sheet.models
    if folded := [model for model in models if model.lower() == name.strip().lower()]:
        return name if name in folded else folded[0]
    meant = catalogue_names([name, *models])
    if meant[name] and (same := [model for model in models if meant[model] == meant[name]]):
        return same[0]
    return models[fitted.sheet.number_of(name)]


def _incumbent(sheet: PriceSheet, incumbent: str | None) -> PricedOffer | None:
    if incumbent is None:
        return None
    if incumbent not in sheet.offers:
        raise DataError(
            f"no offer with a price is known for {incumbent!r}.", hint=did_you_mean(incumbent, list(sheet.offers))
        )
    return sheet.offers[incumbent]


def _savings(
    fitted: FittedIndex, rows: tuple[PricedModel, ...], incumbent: str, own: PricedOffer, margin: float
) -> Iterator[Saving]:
    """Every cheaper model, the best first by call (dead heat and ahead before open before behind), then by saving."""
    order = {"ahead": 0, "dead_heat": 0, "open": 1, None: 1, "behind": 2}
    found = [_saving(fitted, row, incumbent, own, margin) for row in rows if row.usd_per_month < own.usd]
    yield from sorted(found, key=lambda s: (order[s.call], s.usd_per_month))


def _saving(fitted: FittedIndex, row: PricedModel, incumbent: str, own: PricedOffer, margin: float) -> Saving:
    i, j = fitted.sheet.number_of(row.model), fitted.sheet.number_of(incumbent)
    lower = upper = None
    if fitted.draws is not None:
        ends: tuple[FloatArray, FloatArray] = fitted.interval_of(fitted.draws.index[:, i] - fitted.draws.index[:, j])
        lower, upper = float(ends[0]), float(ends[1])
    return Saving(
        challenger=row.model,
        host=row.host,
        offer=row.offer,
        access=row.access,
        usd_per_month=row.usd_per_month,
        saves_usd=own.usd - row.usd_per_month,
        saves_share=1 - row.usd_per_month / own.usd,
        break_even_tokens=own.usd / row.usd_per_month,
        difference=float(fitted.scaled.index[i] - fitted.scaled.index[j]),
        lower=lower,
        upper=upper,
        call=None if lower is None or upper is None else call_from(lower, upper, margin),
    )
