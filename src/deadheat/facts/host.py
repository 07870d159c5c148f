"""Who serves models, and where: three separate facts (head office, contracting entity, region), each a claim."""

from msgspec import Struct

from deadheat.facts.model import Claim
from deadheat.facts.offer import HostKind


class Host(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One host; a field without a claim is unknown, and two claims about one field may disagree.

    trains: `true` or `false`, whether it trains on data sent through its API. retention_days: a number of days.
    regions: ISO country codes or names of regions where inference runs, one claim per region.
    """

    id: str
    name: str = ""
    kind: HostKind = "platform"
    base_url: str = ""
    hq: tuple[Claim, ...] = ()
    entity: tuple[Claim, ...] = ()
    regions: tuple[Claim, ...] = ()
    trains: tuple[Claim, ...] = ()
    retention_days: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()
