"""Shares and concentration when part of the total has no known owner: bounds instead of a guess."""

from collections.abc import Mapping
from dataclasses import dataclass

from deadheat.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """shares of the whole, which includes the unknown; hhi in [0, 1], lowest and highest over who owns the unknown."""

    shares: Mapping[str, float]
    unknown: float
    hhi_lower: float
    hhi_upper: float


def concentrate(weights: Mapping[str, float], *, unknown: float) -> Concentration:
    """Shares by owner, and bounds of the Herfindahl-Hirschman index.

    Assumes: nothing about the unknown part.
    Args:    weights by owner, >= 0; unknown: the weight without a known owner, >= 0, in the same unit.
    Returns: an owner's true share lies between its share and its share plus `unknown`. The index is lowest if the
             unknown part is spread over countless owners and highest if the largest owner holds all of it.
    Raises:  DataError if a weight is negative or not finite, or everything is zero.
    Method:  HHI = sum of squared shares (Hirschman 1945, Herfindahl 1950); partial identification (Manski 1989).
    Checked: tests/stats/test_concentration.py: one owner, equal owners, bounds hold for any split of the unknown.
    """
    total = sum(weights.values()) + unknown
    if not all(0 <= w < float("inf") for w in (*weights.values(), unknown)):
        raise DataError("a weight is negative or not a number. Expected weights >= 0.")
    if total <= 0:
        raise DataError("everything weighs nothing, so that there are no shares.")
    shares = {owner: weight / total for owner, weight in weights.items()}
    rest = unknown / total
    squares = sum(share * share for share in shares.values())
    largest = max(shares.values(), default=0.0)
    return Concentration(
        shares=shares,
        unknown=rest,
        hhi_lower=squares,
        hhi_upper=squares - largest * largest + (largest + rest) ** 2,
    )
