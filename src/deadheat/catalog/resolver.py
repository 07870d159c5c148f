"""From any spelling to one model, or an honest "several" or "none"."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from deadheat.catalog.names import readings, words

_FULL_DAY = len("20241022")
Lookup = Callable[[list[str]], Mapping[str, tuple[str, ...]]]


class Resolution(Struct, frozen=True, kw_only=True):
    """What a name means: `model` when it is one, `candidates` when it fits several; what was taken off its end."""

    name: str
    model: str | None
    candidates: tuple[str, ...]
    variant: str
    dated: str


def resolve(name: str, lookup: Lookup) -> Resolution:
    """The model that the most literal known reading of `name` means; `lookup` answers for keys."""
    spellings = list(readings(name))
    known = lookup([spelling.key for spelling in spellings])
    for spelling in spellings:
        if models := tuple(m for m in known.get(spelling.key, ()) if not _is_another_day(m, spelling.dated)):
            return Resolution(
                name=name,
                model=models[0] if len(models) == 1 else None,
                candidates=models,
                variant=spelling.variant,
                dated=spelling.dated,
            )
    return Resolution(name=name, model=None, candidates=(), variant="", dated="")


def _is_another_day(model: str, dated: str) -> bool:
    """Whether a model's own id ends in another full day than the name: `x-20240620` is not `x-20241022`."""
    own = words(model)[-1]
    return len(own) == len(dated) == _FULL_DAY and own.isdigit() and dated.isdigit() and own != dated


def in_registry(registry: Mapping[str, tuple[str, ...]]) -> Lookup:
    """A lookup in a registry that lies in memory."""

    def look(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {key: registry[key] for key in keys if key in registry}

    return look
