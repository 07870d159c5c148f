"""The public picture from bundled data: index, gap, arena, price-performance, shares, licences and hosts."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from deadheat.catalog.book import Catalogue, open_catalogue
from deadheat.errors import DataError
from deadheat.evidence.arena import read_boards, trace_board
from deadheat.evidence.arena_sheet import HISTORY_BOARD, read_arena, read_arena_history
from deadheat.evidence.claims import read_claims
from deadheat.evidence.fitted_index import IndexOptions, Progress, fit_index
from deadheat.evidence.frontier import price_frontier
from deadheat.evidence.gap import GapOptions, measure_gap
from deadheat.evidence.index import summarise_index
from deadheat.evidence.landscape_answers import answers_of
from deadheat.evidence.score_sheet import read_score_sheet
from deadheat.evidence.share import ShareQuestion, share_of_releases, share_of_tracked
from deadheat.facts.frontier import Frontier, PricedModel, Workload
from deadheat.facts.index import CapabilityIndex, IndexedModel
from deadheat.facts.landscape import Landscape, LeadingModel
from deadheat.facts.licence import Organisation
from deadheat.facts.model import Claim

LEADING = 10
SINCE = date(2025, 1, 1)  # the catalogue knows the day of few releases before


def survey(at: datetime, *, draws: int = 200, on_step: Progress | None = None) -> Landscape:
    """Everything the page shows, with prices of the moment `at`; evidence stands at the day of its source."""
    fitted = fit_index(read_score_sheet(), IndexOptions(draws=draws), on_step=on_step)
    index = summarise_index(fitted, with_sensitivity=False, with_influence=False)
    gap = measure_gap(fitted, GapOptions())
    frontier = price_frontier(fitted, Workload(), at)
    boards = read_boards(read_arena()).boards
    histories = (trace_board(read_arena_history(), HISTORY_BOARD), trace_board(read_arena(), "text"))
    share, claims = share_of_tracked(), read_claims()
    releases = share_of_releases(ShareQuestion(window="flow", every="quarter", since=SINCE))
    leading = tuple(_leading(open_catalogue(), index, frontier))
    country_gap = measure_gap(fitted, GapOptions(by="country"))
    return Landscape(
        at=at.isoformat(),
        answers=answers_of(
            gap=gap, country_gap=country_gap, boards=boards, frontier=frontier, releases=releases, leading=leading
        ),
        index=index,
        gap=gap,
        country_gap=country_gap,
        boards=boards,
        histories=histories,
        frontier=frontier,
        share=share,
        releases=releases,
        claims=claims,
        leading=leading,
    )


def _leading(book: Catalogue, index: CapabilityIndex, frontier: Frontier) -> Iterable[LeadingModel]:
    """The best open-weight models that the catalogue knows, best first."""
    priced = {row.model: row for row in frontier.models}
    best = [model for model in index.models if model.access == "Open weights"]
    found = (_sheet(book, model, priced.get(model.model)) for model in best[:LEADING])
    return [sheet for sheet in found if sheet is not None]


def _sheet(book: Catalogue, ranked: IndexedModel, priced: PricedModel | None) -> LeadingModel | None:
    try:
        model = book.model(priced.known_as if priced else ranked.model)
    except DataError:
        return None
    check = book.check(model, Organisation())
    hosts = {offer.host for offer in book.offers(models=[model.id])}
    places = [_one_place(book.hosts[host].hq) if host in book.hosts else "unknown" for host in hosts]
    lab, licence = book.labs.get(model.lab), book.licences.get(check.licence)
    return LeadingModel(
        model=ranked.model,
        known_as=model.id,
        index=ranked.index,
        lower=ranked.lower,
        upper=ranked.upper,
        lab_hq=tuple(dict.fromkeys(c.value for c in lab.hq if not c.value.startswith("region:"))) if lab else (),
        licence=check.name or check.licence,
        licence_source=licence.source if licence else "",
        licence_as_of=licence.as_of.isoformat() if licence else None,
        outcome=check.outcome,
        eu_par83=check.eu_par83,
        obligations=tuple(f.says for f in check.findings if f.outcome != "ok"),
        n_hosts=len(hosts),
        host_hq=dict(Counter(places).most_common()),
        cheapest_host=priced.host if priced else "",
        usd_per_month=priced.usd_per_month if priced else None,
        price_source=priced.price_source if priced else "",
        price_as_of=priced.price_as_of if priced else None,
    )


def _one_place(claims: Iterable[Claim]) -> str:
    """The head office if every claim names the same; otherwise that it is unknown or disputed."""
    places = {claim.value for claim in claims}
    return next(iter(places)) if len(places) == 1 else "disputed" if places else "unknown"
