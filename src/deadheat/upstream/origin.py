"""A host's address, taken from a base URL of the settings and from nowhere else."""

from base64 import b64encode
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct

from deadheat.errors import ConfigError

PORTS = {"http": 80, "https": 443}


class Proxy(Struct, frozen=True, kw_only=True):
    """An HTTP proxy on the way; `authorization` is its own credential and is never shown."""

    host: str
    port: int
    authorization: bytes = b""

    def __repr__(self) -> str:
        return f"Proxy(host={self.host!r}, port={self.port})"


class Origin(Struct, frozen=True, kw_only=True):
    """Scheme, host and port of one base URL, the path below which its API lives, and the proxy in front of it."""

    host: str
    port: int
    tls: bool
    prefix: bytes
    proxy: Proxy | None = None

    @property
    def authority(self) -> str:
        """Host and port as a Host header names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS["https" if self.tls else "http"] else f"{host}:{self.port}"


def read_origin(base_url: str, *, where: str, environ: Mapping[str, str]) -> Origin:
    """The origin of `base_url`, behind the proxy that `environ` names for it.

    Raises: ConfigError if it is not an absolute http or https URL, or holds a credential, a query or a fragment.
    """
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"{base_url!r} is not a URL ({error}).", where=where) from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise ConfigError(f"{base_url!r} is not an absolute URL. Expected http:// or https:// and a host.", where=where)
    if parts.username is not None or parts.query or parts.fragment:
        hint = 'Put the credential in `key = "env:NAME"`.'
        raise ConfigError("A base URL holds no user, query or fragment.", where=where, hint=hint)
    if not base_url.isascii() or any(c <= " " or c == "\x7f" for c in base_url):
        raise ConfigError(f"{base_url!r} holds a character that no URL may hold.", where=where)
    return Origin(
        host=parts.hostname,
        port=port if port is not None else PORTS[parts.scheme],
        tls=parts.scheme == "https",
        prefix=parts.path.rstrip("/").encode(),
        proxy=_proxy_for(parts, environ, where),
    )


def _proxy_for(parts: SplitResult, environ: Mapping[str, str], where: str) -> Proxy | None:
    lowered = {k.lower(): v for k, v in environ.items() if k.lower().endswith("_proxy") and v}
    if "REQUEST_METHOD" in environ:  # CGI fills HTTP_PROXY from a client's header (CVE-2016-5385)
        lowered.pop("http_proxy", None)
    url = lowered.get(f"{parts.scheme}_proxy") or lowered.get("all_proxy")
    port = parts.port or PORTS[parts.scheme]
    if not url or any(_covers(name, parts.hostname or "", port) for name in lowered.get("no_proxy", "").split(",")):
        return None
    try:
        proxy = urlsplit(url if "://" in url else f"http://{url}")
        port = proxy.port or 80
    except ValueError as error:
        raise ConfigError(
            f"The proxy of {parts.scheme} in the environment is not a URL ({error}).", where=where
        ) from error
    if proxy.scheme != "http" or not proxy.hostname:
        message = (
            f"The proxy of {parts.scheme} in the environment is a {proxy.scheme!r} proxy. Expected http://host:port."
        )
        raise ConfigError(
            message, where=where, hint="SOCKS and TLS proxies are not supported. Set NO_PROXY for this host."
        )
    login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode() if proxy.username else b""
    return Proxy(host=proxy.hostname, port=port, authorization=b"Basic " + b64encode(login) if login else b"")


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether one entry of NO_PROXY names the host: `*`, a domain, an address or a network, perhaps with a port."""
    name = entry.strip().lower()
    if name in ("", "*"):
        return name == "*"
    try:
        return ip_address(host) in ip_network(name.strip("[]"), strict=False)
    except ValueError:
        pass
    bare, _, only = name.rpartition(":")
    if only.isdigit() and (":" not in bare or bare.endswith("]")):
        return int(only) == port and _covers(bare, host, port)
    domain = name.removeprefix("*").lstrip(".")
    return domain == host or host.endswith(f".{domain}")
