"""Hosts by what is claimed about them; an unknown fact never passes a filter."""

from collections import defaultdict
from collections.abc import Callable

from msgspec import Struct

from deadheat.catalog.book import Catalogue
from deadheat.catalog.model_list import Answer, all_answers, claims_answer
from deadheat.catalog.sheet import party_matches
from deadheat.facts.catalogue import HostList, HostRow
from deadheat.facts.host import Host
from deadheat.facts.offer import HostKind


class HostFilter(Struct, frozen=True, kw_only=True):
    """What a host has to be; None asks nothing. max_retention_days: every claim has to keep it."""

    host: str | None = None
    kind: HostKind | None = None
    country: str | None = None
    region: str | None = None
    no_training: bool = False
    max_retention_days: int | None = None
    serves: str | None = None


def list_hosts(book: Catalogue, wanted: HostFilter) -> HostList:
    """The hosts of `book` that pass `wanted`, by id."""
    models: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    for offer in book.offers(models=[wanted.serves] if wanted.serves else None):
        counts[offer.host] += 1
        models[offer.host].add(offer.model or "")
    known = {**{host: Host(id=host) for host in counts}, **book.hosts}
    rows: list[HostRow] = []
    unknown = 0
    for host in sorted(known.values(), key=lambda host: host.id):
        answer = _passes(host, wanted) if not wanted.serves or host.id in counts else False
        unknown += answer is None
        if answer:
            refused = party_matches(book, None, host)
            rows.append(HostRow(host=host, offers=counts[host.id], models=len(models[host.id] - {""}), refused=refused))
    return HostList(hosts=tuple(rows), total=len(known), unknown=unknown)


def _passes(host: Host, wanted: HostFilter) -> Answer:
    asks: list[Callable[[], Answer]] = []
    if wanted.host:
        asks.append(lambda: host.id == wanted.host)
    if wanted.kind:
        asks.append(lambda: host.kind == wanted.kind)
    if wanted.country:
        asks.append(lambda: claims_answer(host.hq, wanted.country or ""))
    if wanted.region:
        asks.append(lambda: claims_answer(host.regions, wanted.region or ""))
    if wanted.no_training:
        asks.append(lambda: all(c.value == "false" for c in host.trains) if host.trains else None)
    if wanted.max_retention_days is not None:
        asks.append(lambda: _retains_at_most(host, wanted.max_retention_days or 0))
    return all_answers(asks)


def _retains_at_most(host: Host, days: int) -> Answer:
    if not host.retention_days:
        return None
    return all(claim.value.isdigit() and int(claim.value) <= days for claim in host.retention_days)
