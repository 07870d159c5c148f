"""The public picture at one moment: the answers of several commands, and a few sentences that join them."""

from typing import Literal

from msgspec import Struct

from deadheat.facts.arena import Board, BoardHistory
from deadheat.facts.frontier import Frontier
from deadheat.facts.gap import Gap
from deadheat.facts.index import CapabilityIndex
from deadheat.facts.licence import Outcome, Par83
from deadheat.facts.share import Claims, Share


class LeadingModel(Struct, frozen=True, kw_only=True):
    """An open-weight model near the top: its licence, and who serves it from where.

    outcome: for an organisation about which nothing is known. host_hq: number of hosts by head office; "unknown" where
    no claim is recorded, "disputed" where claims disagree.
    """

    model: str
    known_as: str
    index: float
    lower: float | None
    upper: float | None
    lab_hq: tuple[str, ...]
    licence: str
    licence_source: str
    licence_as_of: str | None
    outcome: Outcome
    eu_par83: Par83 | None
    obligations: tuple[str, ...]
    n_hosts: int
    host_hq: dict[str, int]
    cheapest_host: str
    usd_per_month: float | None
    price_source: str
    price_as_of: str | None


class Answer(Struct, frozen=True, kw_only=True):
    """A question of the public debate, what the numbers say, and which command gives them.

    figure: the answer in a few words; topic: the part of the page that holds its numbers.
    """

    topic: Literal["heat", "lag", "price", "share", "licence"]
    question: str
    figure: str
    says: str
    command: str
    as_of: str | None


class Landscape(Struct, frozen=True, kw_only=True):
    """All numbers of the page, exactly as the commands print them."""

    schema: Literal["deadheat.landscape/1"] = "deadheat.landscape/1"
    at: str
    answers: tuple[Answer, ...]
    index: CapabilityIndex
    gap: Gap
    country_gap: Gap
    boards: tuple[Board, ...]
    histories: tuple[BoardHistory, ...]
    frontier: Frontier
    share: Share
    releases: Share
    claims: Claims
    leading: tuple[LeadingModel, ...]
