"""Chances of win, tie and loss between two models as functions of the difference of their strengths."""

from dataclasses import dataclass

import numpy as np

from deadheat.stats.inputs import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Of the first model of each pair, shape (pairs,): P(win), P(loss), P(tie) and the variance of its points.

    Points are 1 for a win, 1/2 for a tie and 0 for a loss; `expected` is their mean.
    """

    win: FloatArray
    loss: FloatArray
    tie: FloatArray

    @property
    def expected(self) -> FloatArray:
        return self.win + 0.5 * self.tie

    @property
    def variance(self) -> FloatArray:
        return self.win * self.loss + 0.25 * self.tie * (1.0 - self.tie)


def chances(difference: FloatArray, nu: float) -> Chances:
    """Davidson's chances for differences of strength on the log scale.

    Assumes: P(win) : P(tie) : P(loss) = exp(d/2) : nu : exp(-d/2); so d is the log odds of a win against a loss.
    Args:    difference (pairs,), any finite value. nu >= 0, the weight of a tie between equals; 0 is Bradley-Terry.
    Returns: chances that sum to one in each row.
    Method:  Davidson (JASA 1970), eq. 2.2, with pi = exp(strength); Bradley & Terry (Biometrika 1952) for nu = 0.
    Checked: tests/stats/test_davidson.py: closed forms, the two limits, numeric derivative equal to the variance.
    """
    # exp of a negative number only: no overflow however far two models are apart.
    root = np.exp(-0.5 * np.abs(difference))
    weaker = root * root
    total = 1.0 + weaker + nu * root
    better, worse = 1.0 / total, weaker / total
    ahead = difference >= 0
    return Chances(win=np.where(ahead, better, worse), loss=np.where(ahead, worse, better), tie=nu * root / total)
