"""Money as whole nano-dollars: micro-dollars misprice a 300-token reply at $0.07 per million by 2 %."""

from decimal import ROUND_HALF_EVEN, Decimal

from deadheat.errors import DataError

NANOUSD = 1_000_000_000


def to_nanousd(usd: Decimal | str | float) -> int:
    """`usd` in whole nano-dollars, half to even; a float counts as the decimal it prints as.

    Raises: DataError if `usd` is not a finite number.
    """
    try:
        amount = usd if isinstance(usd, Decimal) else Decimal(str(usd))
        return int((amount * NANOUSD).to_integral_value(ROUND_HALF_EVEN))
    except (ArithmeticError, ValueError) as error:  # decimal signals what it cannot read as arithmetic, a NaN as value
        raise DataError(f"{usd!r} is not an amount of money. Expected a finite decimal number of USD.") from error


def round_half_even(numerator: int, denominator: int) -> int:
    """The whole number nearest to the quotient; a tie goes to the even one. Exact for any size."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def format_usd(nanousd: int) -> str:
    """`nanousd` as an exact decimal string of USD without an exponent or trailing zeros: `0.0000123`."""
    text = f"{Decimal(nanousd) / NANOUSD:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
