"""Every exception Deadheat raises on purpose.

    DeadheatError
    ├── ConfigError          a setting, flag or option that cannot be used
    ├── DataError            a file, row or value that cannot be read or is out of range
    ├── PolicyError          an action that the user's policy refuses
    ├── UpstreamError        a model host did not do what was asked
    │   ├── UpstreamTimeout  ... in time
    │   ├── RateLimited      ... because it asks us to slow down
    │   ├── Refused          ... because it rejects the request itself
    │   └── Malformed        ... in a form its protocol allows
    ├── StoreError           the database cannot be used as it is
    └── BudgetError          a ceiling of money or tokens is reached

Outcomes are values, broken promises are exceptions: an `open` verdict or an ineligible offer is never raised.
"""

from typing import ClassVar


class DeadheatError(Exception):
    """What happened, where, and what to do about it.

    Attributes:
        message: what happened and what was expected, without the place.
        where: the place, such as ``votes.csv:812`` or ``deadheat.toml: hosts.local.key``; empty if there is none.
        hint: what to do next; empty if the message says it.
    """

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        placed = f"{self.where}: {self.message}" if self.where else self.message
        return f"{placed} {self.hint}" if self.hint else placed


class ConfigError(DeadheatError):
    code = "config"
    exit_code = 2


class DataError(DeadheatError):
    code = "data"
    http_status = 400


class PolicyError(DeadheatError):
    code = "policy"
    http_status = 403
    exit_code = 102


class UpstreamError(DeadheatError):
    code = "upstream"
    http_status = 502
    retryable = True


class UpstreamTimeout(UpstreamError):
    code = "upstream_timeout"
    http_status = 504


class RateLimited(UpstreamError):
    code = "rate_limited"
    http_status = 429


class Refused(UpstreamError):
    code = "refused"
    http_status = 400
    retryable = False


class Malformed(UpstreamError):
    code = "malformed"


class StoreError(DeadheatError):
    code = "store"
    http_status = 503
    retryable = True


class BudgetError(DeadheatError):
    code = "budget"
    http_status = 402
    exit_code = 103


NEAR = 0.65
"""Share of letters in common from which a name counts as a misspelling; below it, suggestions look made up."""
_SHORTEST_STEM = 4


def nearest(name: str, known: "list[str] | tuple[str, ...]", *, most: int = 3) -> list[str]:
    """The known names that `name` was meant to be, best first: misspelt, cut short, or with something added."""
    from difflib import get_close_matches

    wanted = name.strip().lower()
    if not wanted:
        return []
    folded = {k.strip().lower(): k for k in known}
    if wanted in folded:
        return [folded[wanted]]
    close = get_close_matches(wanted, folded, n=most, cutoff=NEAR)
    longer = [low for low in folded if wanted in low]
    shorter = [low for low in folded if len(low) >= _SHORTEST_STEM and wanted.startswith(low)]
    return [folded[low] for low in close or longer or shorter][:most]


def did_you_mean(name: str, known: "list[str] | tuple[str, ...]") -> str:
    """A hint that names the near spellings, or else what there is; empty when nothing is known."""
    if close := nearest(name, known):
        return "Did you mean " + " or ".join(repr(c) for c in close) + "?"
    shown = ", ".join(repr(k) for k in list(known)[:12])
    more = f" and {len(known) - 12} more" if len(known) > 12 else ""
    return f"There is {shown}{more}." if known else ""
