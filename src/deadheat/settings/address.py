"""Addresses a person writes: where to listen, and where a host is."""

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit


class Address(NamedTuple):
    """A host and a port to bind."""

    host: str
    port: int


def read_address(text: str) -> Address:
    """`host:port`, with IPv6 in brackets. Raises: ValueError with what was expected."""
    expected = "Expected 'HOST:PORT' such as '127.0.0.1:4340' or '[::1]:4340'."
    host, colon, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise ValueError(expected)
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError(expected)
    return Address(host, int(port))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_base_url(text: str, *, dialect: str) -> str:
    """`text` without a final slash, and for anthropic without `/v1`. Raises: ValueError with what was expected."""
    expected = "Expected an address such as 'https://api.example.com/v1'."
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = None
    if not usable or any(c.isspace() or not c.isprintable() for c in text) or not text.isascii():
        raise ValueError(expected)
    if "@" in parts.netloc:
        raise ValueError('A base URL holds no user or password. Use key = "env:NAME".')
    if parts.query or parts.fragment:
        raise ValueError("A base URL holds no query and no fragment.")
    path = parts.path.rstrip("/")
    if dialect == "anthropic":
        path = path.removesuffix("/v1")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"
