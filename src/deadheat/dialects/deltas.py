"""What a stream says piece by piece, in words no single API owns. A translated stream has one answer."""

from msgspec import Struct

from deadheat.facts.chat import Finish, Usage


class Started(Struct, frozen=True):
    """The reply has a name."""

    id: str
    model: str
    created: int = 0


class Said(Struct, frozen=True):
    """More text, or more of a refusal; `logprobs` are the entries of its tokens."""

    text: str
    refusal: bool = False
    logprobs: list[object] | None = None


class Thought(Struct, frozen=True):
    """More reasoning."""

    text: str


class Sealed(Struct, frozen=True):
    """What proves the reasoning before it, or a thought that only its host can read."""

    signature: str = ""
    hidden: str = ""


class Called(Struct, frozen=True):
    """Tool call number `at` of the answer begins."""

    at: int
    id: str
    name: str


class Argued(Struct, frozen=True):
    """More of the arguments of tool call number `at`."""

    at: int
    text: str


class Finished(Struct, frozen=True):
    """Why the answer ended."""

    finish: Finish
    stop_sequence: str | None = None


class Counted(Struct, frozen=True):
    """The usage as far as it is known; a later one replaces it."""

    usage: Usage


class Broke(Struct, frozen=True):
    """The host reported an error inside the stream."""

    message: str


class Ended(Struct, frozen=True):
    """The stream came to its own end."""


Delta = Started | Said | Thought | Sealed | Called | Argued | Finished | Counted | Broke | Ended
