"""Models by what one needs of them: open weights, licence, countries, region, price, context, abilities, deadline."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from deadheat.catalog.book import Catalogue
from deadheat.catalog.merge import headline
from deadheat.facts.catalogue import ModelList, ModelRow
from deadheat.facts.country import lies_in
from deadheat.facts.licence import LicenceCheck, Organisation
from deadheat.facts.model import Claim, Model
from deadheat.facts.offer import Offer

# A filter's answer: True keeps, False drops, None is not known and drops too, but is counted.
Answer = bool | None
# A shorter text is in too many names to be that of a family.
_FAMILY = 3


class ModelFilter(Struct, frozen=True, kw_only=True):
    """What a model and at least one offer of it have to be; None asks nothing. on: the day of prices and deadlines."""

    on: date
    text: str = ""
    open_weights: bool | None = None
    licence: str | None = None
    may: tuple[str, ...] = ()
    lab: str | None = None
    lab_country: str | None = None
    host: str | None = None
    host_country: str | None = None
    region: str | None = None
    max_input_nanousd: int | None = None
    max_output_nanousd: int | None = None
    min_context: int | None = None
    tools: bool = False
    reasoning: bool = False
    modality: str | None = None
    alive_days: int | None = None


def list_models(book: Catalogue, wanted: ModelFilter) -> ModelList:
    """The models of `book` that pass `wanted` and have an offer that does, newest first."""
    offers: dict[str, list[Offer]] = defaultdict(list)
    for offer in book.offers():
        if offer.model:
            offers[offer.model].append(offer)
    rows: list[ModelRow] = []
    unknown = 0
    for model in book.models():
        answer = _model_passes(book, model, wanted)
        if answer:
            kept, unsure = _split(book, offers[model.id], wanted)
            if kept:
                rows.append(_row(book, model, kept, wanted))
                continue
            answer = None if unsure else False
        unknown += answer is None
    rows.sort(key=lambda row: row.model)
    rows.sort(key=lambda row: row.released, reverse=True)
    return ModelList(
        models=tuple(rows),
        total=len(offers),
        unknown=unknown,
        filters=tuple(_described(wanted)),
        sources=tuple(sorted({offer.source for listed in offers.values() for offer in listed})),
    )


def family_named(book: Catalogue, name: str, on: date) -> ModelList | None:
    """The models of the family that `name` is, such as kimi or claude; None if it is none."""
    found = list_models(book, ModelFilter(on=on, text=name)) if len(name) >= _FAMILY else None
    return family_of(book, found, name) if found and found.models else None


def family_of(book: Catalogue, models: ModelList, name: str) -> ModelList:
    """Of `models` those of the lab whose family `name` is, by their own names if any begin so; without a lab all."""
    low = name.lower()
    labs = {lab.id for lab in book.labs.values() if any(word.startswith(low) for word in (lab.id, *lab.families))}
    theirs = [row for row in models.models if row.lab in labs]
    named = [row for row in theirs if row.model.split("/", 1)[-1].startswith(low)]
    return replace(models, models=tuple(named or theirs or models.models))


def _model_passes(book: Catalogue, model: Model, wanted: ModelFilter) -> Answer:
    asks: list[Callable[[], Answer]] = []
    if wanted.text:
        asks.append(lambda: wanted.text.lower() in f"{model.id} {model.name} {model.family}".lower())
    if wanted.open_weights is not None:
        asks.append(lambda: None if model.open_weights is None else model.open_weights is wanted.open_weights)
    if wanted.lab:
        asks.append(lambda: model.lab == wanted.lab)
    if wanted.lab_country:
        lab = book.labs.get(model.lab)
        asks.append(lambda: claims_answer(lab.hq if lab else (), wanted.lab_country or ""))
    if wanted.licence or wanted.may:
        asks.append(lambda: _licence_passes(book.check(model, Organisation()), wanted))
    return all_answers(asks)


def _licence_passes(check: LicenceCheck, wanted: ModelFilter) -> Answer:
    if not check.licence:
        return None
    if wanted.licence and check.licence != wanted.licence.lower():
        return False
    known = {f"{finding.kind}": finding for finding in check.findings}
    answers: dict[str, Answer] = {
        "commercial": all(f.outcome != "blocked" for f in check.findings if f.kind == "commercial"),
        "uncapped": "cap" not in known,
        "par83": None if check.eu_par83 == "unclear" else check.eu_par83 == "pass",
    }
    return all_answers([lambda name=name: answers[name] for name in wanted.may])  # type: ignore[misc]  # bound per name


def _split(book: Catalogue, offers: Iterable[Offer], wanted: ModelFilter) -> tuple[list[Offer], bool]:
    """The offers that pass, and whether another might if more were known."""
    kept: list[Offer] = []
    unsure = False
    for offer in offers:
        answer = _offer_passes(book, offer, wanted)
        if answer:
            kept.append(offer)
        unsure = unsure or answer is None
    return kept, unsure


def _offer_passes(book: Catalogue, offer: Offer, wanted: ModelFilter) -> Answer:
    host = book.hosts.get(offer.host)
    asks: list[Callable[[], Answer]] = []
    if wanted.host:
        asks.append(lambda: offer.host == wanted.host)
    if wanted.host_country:
        asks.append(lambda: claims_answer(host.hq if host else (), wanted.host_country or ""))
    if wanted.region:
        asks.append(lambda: region_passes(offer, host.regions if host else (), wanted.region or ""))
    for limit, meter in ((wanted.max_input_nanousd, "input"), (wanted.max_output_nanousd, "output")):
        if limit is not None:
            # A price of zero, or of a subscription plan, says nothing about what tokens cost.
            price = headline(offer.rates, "input" if meter == "input" else "output", wanted.on)
            stated = None if offer.host_kind == "plan" else price or None
            asks.append(lambda p=stated, n=limit: None if p is None else p <= n)  # type: ignore[misc]  # bound per limit
    if wanted.min_context is not None:
        asks.append(lambda: None if offer.context is None else offer.context >= (wanted.min_context or 0))
    if wanted.tools:
        asks.append(lambda: offer.tools)
    if wanted.reasoning:
        asks.append(lambda: offer.reasoning)
    if wanted.modality:
        asks.append(lambda: wanted.modality in offer.input_modalities if offer.input_modalities else None)
    if wanted.alive_days is not None:
        last = wanted.on + timedelta(days=wanted.alive_days)
        asks.append(
            lambda: (
                None
                if offer.deprecated and not offer.retires_on
                else offer.retires_on is None or offer.retires_on > last
            )
        )
    return all_answers(asks)


def claims_answer(claims: Sequence[Claim], value: str) -> Answer:
    """Whether any claim says `value` or a place in it; None without a claim. `region:eu` matches only itself."""
    if not claims:
        return None
    return any(lies_in(claim.value, value) for claim in claims)


def region_passes(offer: Offer, claims: Sequence[Claim], region: str) -> Answer:
    """The region that the id pins decides; without one, every region that is claimed for the host has to fit."""
    if offer.region:
        return lies_in(offer.region, region)
    if not claims:
        return None
    return all(lies_in(claim.value, region) for claim in claims)


def all_answers(asks: Iterable[Callable[[], Answer]]) -> Answer:
    """False wins over unknown, unknown over True."""
    answers = [ask() for ask in asks]
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _row(book: Catalogue, model: Model, offers: Sequence[Offer], wanted: ModelFilter) -> ModelRow:
    on = wanted.on
    check = book.check(model, Organisation())
    lab = book.labs.get(model.lab)
    priced = [o for o in offers if o.host_kind != "plan" and headline(o.rates, "input", on)]
    asks_price = wanted.max_input_nanousd is not None or wanted.max_output_nanousd is not None
    # Who asks for a price sees the one that passed, an aggregator's too where no other did.
    sold = [o for o in priced if o.host_kind != "aggregator"] or (priced if asks_price else [])
    prices = {o.key: (headline(o.rates, "input", on), headline(o.rates, "output", on)) for o in sold}
    # An offer that states no output price is no price to compare with, unless no other is stated.
    cheapest = min(sold, key=lambda o: (prices[o.key][1] is None, *(p or 0 for p in prices[o.key])), default=None)
    ends = [offer.retires_on for offer in offers if offer.retires_on and offer.retires_on >= on]
    contexts = [offer.context for offer in offers if offer.context]
    return ModelRow(
        model=model.id,
        name=model.name,
        lab=model.lab,
        lab_hq=tuple(dict.fromkeys(claim.value for claim in lab.hq)) if lab else (),
        open_weights=model.open_weights,
        licence=check.licence,
        licence_reason="" if check.licence else check.reason,
        eu_par83=check.eu_par83 or "",
        released=model.released,
        context=model.context or (max(contexts) if contexts else None),
        offers=len(offers),
        hosts=len({offer.host for offer in offers}),
        cheapest_host=cheapest.host if cheapest else "",
        input_nanousd_per_mtok=headline(cheapest.rates, "input", on) if cheapest else None,
        output_nanousd_per_mtok=headline(cheapest.rates, "output", on) if cheapest else None,
        price_as_of=cheapest.as_of if cheapest else None,
        retires_on=min(ends, default=None),
    )


def _described(wanted: ModelFilter) -> Iterable[str]:
    blank = ModelFilter(on=wanted.on)
    for name in wanted.__struct_fields__:
        value = getattr(wanted, name)
        if name != "on" and value != getattr(blank, name):
            yield f"{name} = {value}"
