"""Money, days and organisations as people type and read them in the commands about the catalogue."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.facts.country import AREAS, country_code
from deadheat.facts.money import NANOUSD, format_usd, to_nanousd


def usd(nanousd: int | None) -> str:
    """`$1.32`; `?` where the price is not known."""
    return "?" if nanousd is None else f"${format_usd(nanousd)}"


def usd_short(nanousd: int) -> str:
    """A sum for a table: whole cents from a dollar up, exact below."""
    return f"${Decimal(nanousd) / NANOUSD:,.2f}" if nanousd >= 10**9 else f"${format_usd(nanousd)}"


def nanousd(text: str | None, option: str) -> int | None:
    """A price that somebody typed. Raises: ConfigError naming the option, if it is no amount of 0 or more."""
    if text is None:
        return None
    try:
        amount = to_nanousd(text.removeprefix("$"))
    except DataError as error:
        raise ConfigError(error.message, where=option) from error
    if amount < 0:
        raise ConfigError(f"{text!r} is below zero. Expected a price of 0 or more.", where=option)
    return amount


def day(text: str | None, option: str) -> date:
    """A day that somebody typed, today in UTC by default. Raises: ConfigError naming the option, if it is none."""
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{text!r} is not a day. Expected one such as 2026-11-23.", where=option) from None


def moment(text: str | None, option: str) -> datetime:
    """A moment that somebody typed, now by default; without a zone it is read in UTC."""
    if text is None:
        return datetime.now(UTC)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{text!r} is not a time. Expected one such as 2026-11-23T14:30.", where=option) from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def count(text: str, option: str) -> int:
    """A count such as 1500, 60k, 2.5M or 60G. Raises: ConfigError naming the option, if it is none."""
    scale = {"k": 3, "m": 6, "g": 9, "b": 9, "t": 12}.get(text[-1:].lower(), 0)
    digits = (text[:-1] if scale else text).replace("_", "").replace(",", "")
    whole, _, part = digits.partition(".")
    if not (whole or part) or not (whole + part).isdigit() or len(part) > scale:
        raise ConfigError(f"{text!r} is not a count. Expected one such as 1500, 60k or 2.5M.", where=option)
    return int((whole + part).ljust(len(whole) + scale, "0"))


def place(text: str | None, known: Iterable[str], option: str) -> None:
    """Refuse a country or region that no claim can name: neither a country's code, nor an area, nor claimed."""
    values = sorted(set(known))
    if text is None or text.upper() in AREAS or country_code(text) or text.lower() in {v.lower() for v in values}:
        return
    told = f"{text!r} is no ISO country code, and no claim has that value."
    raise ConfigError(told, where=option, hint=did_you_mean(text, values))


def yes_no(value: bool | None) -> str:
    """`yes`, `no`, or `?` for unknown."""
    return "?" if value is None else "yes" if value else "no"
