"""What the user knows better: `[catalog]` in `deadheat.toml`, or a file beside it. It wins, field by field."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from deadheat.catalog.licences import licences
from deadheat.errors import ConfigError, did_you_mean
from deadheat.facts.host import Host
from deadheat.facts.licence import Licence, Release
from deadheat.facts.model import Model
from deadheat.facts.money import to_nanousd
from deadheat.facts.offer import HostKind, Offer
from deadheat.facts.price import METERS, YOURS, Meter, Rate

SETTINGS = Path("deadheat.toml")
SNAPSHOT = Path(".deadheat/catalog")
# Marks on a price that yours replaces.
_PRICE_FLAGS = ("price_zero", "price_unknown", "cache_read_not_cheaper", "below_vendor_list")


class OverlayOffer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One offer of the user's: a new one, or the fields in which it differs; prices in USD per million tokens."""

    host: str
    id: str
    model: str | None = None
    host_kind: HostKind | None = None
    region: str | None = None
    context: int | None = None
    max_output: int | None = None
    tools: bool | None = None
    retires_on: date | None = None
    input_usd: Decimal | None = None
    output_usd: Decimal | None = None
    cache_read_usd: Decimal | None = None
    cache_write_usd: Decimal | None = None
    reasoning_usd: Decimal | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        for name in ("context", "max_output", *(f"{meter}_usd" for meter in METERS)):
            value = getattr(self, name)
            if value is not None and not (Decimal(value).is_finite() and value >= 0):
                raise ValueError(f"{name} is {value}; expected 0 or more")


class Overlay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the user adds to the catalogue.

    files: more overlays beside this one. refused_parties: CSV lists. snapshot: a folder instead of the bundled data.
    """

    files: tuple[str, ...] = ()
    snapshot: str = ""
    refused_parties: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    host: tuple[Host, ...] = ()
    offer: tuple[OverlayOffer, ...] = ()
    model: tuple[Model, ...] = ()
    licence: tuple[Licence, ...] = ()
    release: tuple[Release, ...] = ()


def read_overlay(settings: Path | None = None) -> Overlay:
    """The overlay of `settings`, by default of `deadheat.toml` in this folder; an empty one if that does not exist.

    Raises: ConfigError that names file and key, for a file that was asked for and is missing, or that cannot be read.
    """
    file = settings or SETTINGS
    if not file.exists():
        if settings is not None:
            raise ConfigError("There is no such file.", where=str(file))
        return Overlay()
    table = _table(file)
    in_settings = file.name == SETTINGS.name or "catalog" in table
    overlay = _overlay(table.get("catalog", {}) if in_settings else table, file, "catalog" if in_settings else "")
    for name in overlay.files:
        beside = file.parent / name
        if not beside.exists():
            raise ConfigError(f"catalog.files names {name!r}, and there is no such file.", where=str(file))
        overlay = _joined(overlay, _overlay(_table(beside), beside, ""))
    _check_licences(overlay, file)
    paths = tuple(str(file.parent / name) for name in overlay.refused_parties)
    snapshot = str(file.parent / overlay.snapshot) if overlay.snapshot else ""
    return replace(overlay, refused_parties=paths, snapshot=snapshot)


def lay_over(offers: tuple[Offer, ...], overlay: Overlay) -> tuple[Offer, ...]:
    """`offers` with the user's own: fields that the user states win, new offers are added."""
    yours = {(entry.host, entry.id): entry for entry in overlay.offer}
    if not yours:
        return offers
    known = {(offer.host, offer.id) for offer in offers}
    added = tuple(_new(entry) for key, entry in yours.items() if key not in known)
    return (*(_over(o, yours[o.host, o.id]) if (o.host, o.id) in yours else o for o in offers), *added)


def _new(entry: OverlayOffer) -> Offer:
    kind: HostKind = entry.host_kind or "platform"
    return _over(Offer(host=entry.host, host_kind=kind, id=entry.id, model=entry.model), entry)


def _over(offer: Offer, entry: OverlayOffer) -> Offer:
    names = ("model", "host_kind", "region", "context", "max_output", "tools", "retires_on")
    stated = {name: value for name in names if (value := getattr(entry, name)) is not None}
    rates = [
        Rate(meter=meter, nanousd_per_mtok=to_nanousd(usd), source=YOURS, as_of=entry.as_of)
        for meter in METERS
        if (usd := getattr(entry, f"{meter}_usd")) is not None
    ]
    priced: set[Meter] = {rate.meter for rate in rates}
    if "output" in priced:  # reasoning is output: without a price of its own it costs yours
        priced.add("reasoning")
    kept = [rate for rate in offer.rates if rate.meter not in priced or rate.service_tier != "standard"]
    if priced and offer.host_kind == "plan":  # its zeros only mean that it is sold by subscription
        kept = [rate for rate in kept if rate.nanousd_per_mtok]
    flags = tuple(flag for flag in offer.flags if not (priced and flag in _PRICE_FLAGS))
    as_of = entry.as_of or offer.as_of
    return replace(offer, **stated, rates=(*rates, *kept), flags=flags, source=YOURS, as_of=as_of)


def _table(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"This is not TOML: {error}.", where=str(file)) from error
    except OSError as error:
        raise ConfigError(f"This file cannot be read: {error.strerror}.", where=str(file)) from error


def _overlay(section: object, file: Path, below: str) -> Overlay:
    """The overlay in a table of a file; `below` names that table, empty for the whole file."""
    try:
        return msgspec.convert(section, type=Overlay)
    except msgspec.ValidationError as error:
        told, separator, at = str(error).partition(" - at `$")
        place = ".".join(part for part in (below, at.rstrip("`").lstrip(".")) if part)
        hint = f"There is {', '.join(Overlay.__struct_fields__)}." if "unknown field" in told and not separator else ""
        where = f"{file}: {place}" if place else str(file)
        raise ConfigError(f"The catalogue overlay cannot be read: {told}.", where=where, hint=hint) from error


def _check_licences(overlay: Overlay, file: Path) -> None:
    """Refuse an entry that puts releases under a licence which nobody describes."""
    known = [*licences(), *(licence.id for licence in overlay.licence)]
    for release in overlay.release:
        if release.licence not in known:
            told = f"catalog.release of {release.models[0]!r} names the unknown licence {release.licence!r}"
            raise ConfigError(f"{told}.", where=str(file), hint=did_you_mean(release.licence, known))


def _joined(first: Overlay, second: Overlay) -> Overlay:
    """Both overlays; the first, which names the second, wins where both speak of one thing."""
    return replace(
        first,
        refused_parties=(*first.refused_parties, *second.refused_parties),
        aliases={**second.aliases, **first.aliases},
        host=tuple({h.id: h for h in (*second.host, *first.host)}.values()),
        offer=(*first.offer, *(o for o in second.offer if (o.host, o.id) not in {(f.host, f.id) for f in first.offer})),
        model=tuple({m.id: m for m in (*second.model, *first.model)}.values()),
        licence=tuple({x.id: x for x in (*second.licence, *first.licence)}.values()),
        release=(*first.release, *second.release),
    )
