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
    except ArithmeticError as error:  # decimal signals what it cannot read, and NaN or infinity, as arithmetic
        raise DataError(f"{usd!r} is not an amount of money. Expected a finite decimal number of USD.") from error
    except ValueError as error:
        raise DataError(f"{usd!r} is not an amount of money. Expected a finite decimal number of USD.") from error


def format_usd(nanousd: int) -> str:
    """`nanousd` as an exact decimal string of USD without an exponent or trailing zeros: `0.0000123`."""
    text = f"{Decimal(nanousd) / NANOUSD:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
