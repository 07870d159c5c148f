"""What a question about models was answered with: comparisons, and the promise they keep together."""

from typing import Literal

from msgspec import Struct

from deadheat.facts.call import Mode
from deadheat.facts.comparison import Comparison, LeftOut, points
from deadheat.facts.comparison_text import comparison_table, hidden_losses
from deadheat.facts.plain_table import fold


class DataSource(Struct, frozen=True, kw_only=True):
    """What was read: a name, the number of answers in it, and the SHA-256 of its bytes if it is a file."""

    name: str
    answers: int
    sha256: str | None


class Verdict(Struct, frozen=True, kw_only=True):
    """All comparisons of one question, with the promise that they keep together."""

    schema: Literal["deadheat.verdict/1"] = "deadheat.verdict/1"
    incumbent: str
    margin: float
    alpha: float
    mode: Mode
    promise: str
    multiplicity: str
    comparisons: tuple[Comparison, ...]
    left_out: tuple[LeftOut, ...]
    source: DataSource

    @property
    def n(self) -> int:
        """Items compared, counted once for each challenger and task."""
        tasks = [c.n_items for c in self.comparisons if c.task is not None]
        return sum(tasks) if tasks else sum(c.n_items for c in self.comparisons)

    @property
    def method(self) -> str:
        return "; ".join(dict.fromkeys(c.method for c in self.comparisons))

    def __str__(self) -> str:
        return self.text()

    def text(self, *, width: int | None = None) -> str:
        """The verdict as plain text, in lines of `width` if given, with a picture of each interval where it fits."""
        asked = f"margin ±{points(self.margin)} pp · alpha {self.alpha:g} · mode {self.mode}"
        title = f"Challengers against {self.incumbent} · {asked}"
        table = comparison_table(self.comparisons, margin=self.margin, width=width)
        losses = hidden_losses(self.comparisons)
        told = (*losses, *([""] if losses else []), self.promise, self.multiplicity)
        return "\n".join((*fold([title], width), "", *table, "", *fold(told, width)))
