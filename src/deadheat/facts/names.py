"""What names mean."""

from typing import Literal

from msgspec import Struct


class NameRow(Struct, frozen=True, kw_only=True):
    """One name with its model, or with the candidates when it may mean several; host is empty for a name one asked."""

    name: str
    host: str
    model: str | None
    candidates: tuple[str, ...]
    variant: str
    dated: str


class NameList(Struct, frozen=True, kw_only=True):
    """Names that were asked, or all offers whose id does not mean exactly one model, and how many do."""

    schema: Literal["deadheat.names/1"] = "deadheat.names/1"
    names: tuple[NameRow, ...]
    offers: int
    resolved: int
