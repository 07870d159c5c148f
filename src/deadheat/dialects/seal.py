"""What proves reasoning to the host that wrote it, kept apart by maker, so that no host gets another's back.

Inside, a seal is `maker:data`, and `maker+hidden:data` for a thought that only its maker can read. On the wire a native
seal is bare data; a foreign one is wrapped, so that a client can carry it through an API that knows no makers.
"""

ANTHROPIC = "anthropic-claude-v1"
OPENAI = "openai-responses-v1"
_WRAP = "deadheat-seal:"
_HIDDEN = "+hidden"


def sealed(data: str, native: str, *, is_hidden: bool = False) -> str:
    """The seal that `data` on the wire of the maker `native` is; empty if there is none."""
    if not data:
        return ""
    if data.startswith(_WRAP):
        return data.removeprefix(_WRAP)
    return f"{native}{_HIDDEN if is_hidden else ''}:{data}"


def shown(seal: str, native: str) -> str:
    """`seal` as a client of the maker `native`'s API is given it, to bring it back later."""
    return data_of(seal) if not seal or maker_of(seal) == native else _WRAP + seal


def returned(seal: str, native: str) -> str:
    """`seal` as the host of the maker `native` gets it back: only its own."""
    return data_of(seal) if seal and maker_of(seal) == native else ""


def maker_of(seal: str) -> str:
    """Who sealed it."""
    return seal.partition(":")[0].removesuffix(_HIDDEN)


def data_of(seal: str) -> str:
    """The bare data."""
    return seal.partition(":")[2]


def is_hidden(seal: str) -> bool:
    """Whether it is a thought itself and not a proof of one that is shown."""
    return seal.partition(":")[0].endswith(_HIDDEN)
