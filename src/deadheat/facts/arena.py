"""Public arena boards: who is level with the leader, which ranks are possible, how far the best open model stands."""

from typing import Literal

from msgspec import Struct

from deadheat.facts.call import Call
from deadheat.facts.gap import Estimate

Access = Literal["open", "closed"]


class BoardRow(Struct, frozen=True, kw_only=True):
    """One model on one day. rank_best, rank_worst: the ranks that hold for all models at once.

    behind: leader minus this model. in_group: the difference to the leader is not separated from zero. call: from this
    model's side against the leader under the margin; `open` means not enough votes. listed: its rank on the board.
    """

    model: str
    vendor: str | None
    access: Access | None
    score: float
    lower: float
    upper: float
    votes: int | None
    listed: int | None
    rank_best: int
    rank_worst: int
    behind: Estimate
    in_group: bool
    call: Call | None


class Board(Struct, frozen=True, kw_only=True):
    """One board on one day, best first. open_behind: leader minus the best open-weight model."""

    schema: Literal["deadheat.arena/1"] = "deadheat.arena/1"
    board: str
    day: str
    leader: str
    group: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    best_open: str | None
    best_open_place: int | None
    open_behind: Estimate
    open_call: Call | None
    n: int
    n_votes: int | None
    n_unknown_access: int
    alpha: float
    margin: float
    definition: str
    method: str
    source: str
    as_of: str
    notes: tuple[str, ...] = ()


class Boards(Struct, frozen=True, kw_only=True):
    """Every board on its latest day."""

    schema: Literal["deadheat.arena-boards/1"] = "deadheat.arena-boards/1"
    boards: tuple[Board, ...]


class BoardDay(Struct, frozen=True, kw_only=True):
    """One day of a board's history; bounds and group are None where the day has no intervals."""

    day: str
    leader: str
    leader_score: float
    n_models: int
    n_group: int | None
    best_open: str | None
    best_open_score: float | None
    open_behind: Estimate


class BoardHistory(Struct, frozen=True, kw_only=True):
    """A board over time, oldest day first."""

    schema: Literal["deadheat.arena-history/1"] = "deadheat.arena-history/1"
    board: str
    days: tuple[BoardDay, ...]
    n: int
    alpha: float
    definition: str
    method: str
    source: str
    as_of: str
    notes: tuple[str, ...] = ()
