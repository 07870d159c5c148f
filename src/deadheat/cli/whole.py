"""Whole numbers as people type them: `1.5` is none, where Cyclopts would round it."""

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter, Token


def read_whole(_type: Any, tokens: Sequence[Token]) -> int:
    """The number that was typed. Raises: ValueError, of which Cyclopts makes one clear line with the option's name."""
    typed = tokens[0].value
    try:
        return int(typed)
    except ValueError:
        raise ValueError(f"{typed!r} is no whole number.") from None


Whole = Annotated[int, Parameter(converter=read_whole)]
