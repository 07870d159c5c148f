"""Bring the catalogue up to date from one source, as a report first and as a snapshot of one's own when asked."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from deadheat.catalog import curated, snapshot
from deadheat.catalog.book import Catalogue
from deadheat.catalog.feeds.listing import Listing
from deadheat.catalog.finish import finish
from deadheat.catalog.merge import Merged, merge
from deadheat.catalog.registry import Sources, build_registry
from deadheat.facts.model import Model
from deadheat.facts.refresh import RefreshReport


def refresh(
    book: Catalogue, listing: Listing, *, second: Sequence[Listing] = (), into: Path | None = None
) -> RefreshReport:
    """Merge `listing` into the snapshot of `book`; with `into`, write the result there, else only report.

    The overlay is never written to and never written into the snapshot.
    """
    base = snapshot.read_offers(book.folder)
    yours = {f"{entry.host}/{entry.id}" for entry in book.overlay.offer}
    merged = merge(base, listing, yours=yours, second=second)
    if into is not None:
        _write(book, merged, into)
    return RefreshReport(
        source=listing.source,
        as_of=listing.as_of,
        offers=len(merged.offers),
        counts=dict(sorted(Counter(change.fate for change in merged.changes).items())),
        changes=merged.changes,
        unlisted=merged.unlisted,
        skipped=listing.skipped,
        unread=listing.unread,
        witnesses=tuple(other.source for other in second),
        written=str(into) if into is not None else "",
    )


def _write(book: Catalogue, merged: Merged, into: Path) -> None:
    known = snapshot.read_models(book.folder)
    registry = build_registry(
        Sources(
            aliases=curated.aliases(),
            records=[model.id for model in known],
            hub=(),
            listed=[(offer.host, offer.id) for offer in merged.offers],
            labs=curated.labs().values(),
        )
    )
    # A name that the snapshot resolves keeps its meaning; only names it does not know are read anew.
    names = {**registry, **snapshot.read_names(book.folder)}
    ids = {model.id for model in known}
    new = {model for models in names.values() for model in models} - ids
    models = [*known, *(Model(id=id_, lab=id_.split("/", 1)[0], source=merged.source) for id_ in sorted(new))]
    offers = finish(merged.offers, names, hosts=curated.hosts(), labs=curated.labs(), on=merged.as_of)
    snapshot.write_snapshot(into, offers=offers, models=models, names=names)
