"""What Host and Origin say: whether a name is one, and whether a web page of somebody else may be behind a request.

A page that a browser shows can send requests to this machine's own addresses, and its owner can point a name of theirs
there too (DNS rebinding). Where no key is asked for, these two headers are what tells such a page from a client.
"""

import re
from functools import lru_cache

_AUTHORITY = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=%]+)(:[0-9]{1,5})?")
_NUMBERS = re.compile(rb"[0-9.]+")
_NEAR = (b".localhost", b".local", b".internal")


@lru_cache(maxsize=1024)
def is_authority(host: bytes) -> bool:
    """Whether a Host header holds a name or an address, and a port or none."""
    return _AUTHORITY.fullmatch(host) is not None


@lru_cache(maxsize=1024)
def is_near(host: bytes) -> bool:
    """Whether no public name leads to `host`: an address, a name without a dot, or one that is local by its ending."""
    found = _AUTHORITY.fullmatch(host)
    if found is None:
        return False
    name = found[1].lower().rstrip(b".")
    return name[:1] == b"[" or b"." not in name or _NUMBERS.fullmatch(name) is not None or name.endswith(_NEAR)


@lru_cache(maxsize=1024)
def is_foreign(origin: bytes) -> bool:
    """Whether an Origin header names a web page that is not near. Programs that embed a browser have other schemes."""
    scheme, _, host = origin.lower().partition(b"://")
    return scheme == b"null" or (scheme in (b"http", b"https") and not is_near(host))
