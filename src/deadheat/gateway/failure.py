"""What can be done after a host failed: ask it again, ask another, or tell the client, and in which words."""

from typing import Literal

from msgspec import Struct

from deadheat.dialects.error_shape import is_error_of, status_of, words_of
from deadheat.errors import Malformed, RateLimited, Refused, UpstreamError, UpstreamTimeout
from deadheat.facts.chat import DialectName
from deadheat.ports import Headers

Again = Literal["first", "last", "never"]

ASK_AGAIN = frozenset((408, 409, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
OUR_FAULT = frozenset((401, 403, 407))
ASK_ANOTHER = frozenset((402, 404, 405))


class Failure(Struct, frozen=True, kw_only=True):
    """One attempt that came to nothing.

    again: whether the same offer is asked again before another, only when there is no other, or never.
    other: whether another offer might do better. blames_host: whether it speaks against the offer's health.
    status, headers, body: the host's own error reply, if there was one.
    """

    error: UpstreamError
    again: Again
    other: bool = True
    blames_host: bool = True
    retry_after_s: float | None = None
    status: int = 0
    headers: Headers = []
    body: bytes = b""

    @property
    def is_the_hosts_word(self) -> bool:
        """The client may read the host's own error: it concerns the client's request, not our credential."""
        return 400 <= self.status < 600 and self.status not in OUR_FAULT and self.body[:1] == b"{"

    def is_said_in(self, dialect: DialectName) -> bool:
        """The host's own error is one that clients of `dialect` can read as it is."""
        return self.is_the_hosts_word and is_error_of(dialect, self.body)

    @property
    def told(self) -> str:
        """The reason in the host's own words where the client may read them, else in ours."""
        return (words_of(self.body) if self.is_the_hosts_word else "") or self.error.message

    @property
    def client_status(self) -> int:
        """The status the client gets: the host's own where it judged the request, whatever page came with it."""
        judged = 400 <= self.status < 500 and self.status not in OUR_FAULT
        return self.status if judged or self.is_the_hosts_word else self.error.http_status


def broken(error: UpstreamError) -> Failure:
    """No reply, or half of one."""
    if isinstance(error, UpstreamTimeout):
        return Failure(error=error, again="never")
    return Failure(error=error, again="first" if isinstance(error, Malformed) else "last")


def reported(body: bytes, headers: Headers) -> Failure:
    """An error that came with a 200, whole or in a stream: judged by the status it names, if it names one."""
    if status := status_of(body):
        return refused(status, headers, body, retry_after_s=None)
    if words := words_of(body):
        return broken(UpstreamError(f"The host reported an error instead of an answer: {words:.500}"))
    seen = body.decode(errors="replace")
    return broken(Malformed(f"The host answered 200 without an answer in it: {seen:.200}"))


def refused(status: int, headers: Headers, body: bytes, *, retry_after_s: float | None) -> Failure:
    """A whole reply that is no answer."""
    if status == 429:
        error: UpstreamError = RateLimited("The host asks to be asked less often.")
    elif status in OUR_FAULT:
        error = UpstreamError(f"The host refused the gateway's own credential with status {status}.")
    elif 400 <= status < 500:
        error = Refused(f"The host refused the request with status {status}.")
    else:
        error = UpstreamError(f"The host answered with status {status}.")
    return Failure(
        error=error,
        again="last" if status == 429 else "first" if status in ASK_AGAIN else "never",
        other=status == 429 or status >= 500 or status < 400 or status in ASK_AGAIN | OUR_FAULT | ASK_ANOTHER,
        blames_host=status >= 500 or status == 429 or status in OUR_FAULT or status < 400,
        retry_after_s=retry_after_s,
        status=status,
        headers=headers,
        body=body.lstrip()[: 256 * 1024] if status >= 400 else b"",
    )
