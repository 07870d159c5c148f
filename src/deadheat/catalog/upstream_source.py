"""Where listings come from: two live APIs, two wheels of a package index, or a file of any of these shapes."""

import subprocess
import sys
import tempfile
import zipfile
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from datetime import date
from http.client import HTTPException
from pathlib import Path
from shutil import which
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import msgspec
from msgspec import Struct

from deadheat.catalog.feeds import genai_prices, litellm
from deadheat.catalog.feeds.listing import UNDECODABLE, Kind, Listing
from deadheat.catalog.feeds.models_dev import read_api, read_tree
from deadheat.catalog.feeds.openrouter import read_openrouter
from deadheat.errors import ConfigError, DataError, Refused, UpstreamError, UpstreamTimeout

SOURCES = ("models.dev", "openrouter", "litellm-wheel", "genai-prices-wheel")
_URLS = {"models.dev": "https://models.dev/api.json", "openrouter": "https://openrouter.ai/api/v1/models"}
_PACKAGES = {"litellm-wheel": "litellm", "genai-prices-wheel": "genai-prices"}
_TIMEOUT_S = 60
_WHEEL_TIMEOUT_S = 600
_UNCHANGED = (
    "Nothing was changed: the catalogue in force stays. From a machine that is online, pass a file with --from FILE."
)

Get = Callable[[str], bytes]
Download = Callable[[str, Path], Path]


class Calendar(Struct, frozen=True, kw_only=True):
    """The day a listing is dated with: `on`, but for `known` sources, such as a version of a wheel read before."""

    on: date
    known: Mapping[str, date] = {}

    def day(self, source: str) -> date:
        """The day of `source`."""
        return self.known.get(source, self.on)


def read_source(
    name: str,
    *,
    days: Calendar,
    option: str = "--from",
    get: Get | None = None,
    download: Download | None = None,
) -> Listing:
    """The listing of a named source, or of a file or folder; `days` says which day it is dated with.

    Raises: UpstreamError if a live source cannot be reached, ConfigError if there is no such source or file, DataError
        if a file is none of the known shapes.
    """
    if name in _URLS:
        payload = (get or _get)(_URLS[name])
        reader = read_api if name == "models.dev" else read_openrouter
        return reader(payload, as_of=days.on, source=f"{name} {days.on}")
    if name in _PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            return _wheel((download or _download)(_PACKAGES[name], Path(folder)), days)
    path = Path(name)
    if not path.exists():
        raise ConfigError(
            f"{name!r} is neither a source nor a file.", where=option, hint=f"Sources are {', '.join(SOURCES)}."
        )
    if path.is_dir():
        return read_tree(path, as_of=days.on, source=f"models.dev checkout {path.name} {days.on}")
    return _wheel(path, days) if path.suffix == ".whl" else _file(path, days.on)


def _file(path: Path, on: date) -> Listing:
    payload = path.read_bytes().removeprefix(BOM_UTF8)
    shape, source = _shape(payload, path), f"{path.name} {on}"
    match shape:
        case "models.dev":
            return read_api(payload, as_of=on, source=source)
        case "openrouter":
            return read_openrouter(payload, as_of=on, source=source)
        case "litellm":
            return litellm.read_litellm(payload, as_of=on, source=source)
        case "genai-prices":
            return genai_prices.read_genai_prices(payload, as_of=on, source=source)


def _shape(payload: bytes, path: Path) -> Kind:
    if path.suffix == ".py":
        return "genai-prices"
    try:
        table = msgspec.json.decode(payload, type=dict[str, msgspec.Raw])
    except UNDECODABLE as error:
        raise DataError(f"This file is not JSON with an object: {error}.", where=str(path)) from error
    if "data" in table and bytes(table["data"]).lstrip().startswith(b"["):
        return "openrouter"
    values = [bytes(value) for value in table.values()]
    if any(b'"litellm_provider"' in value for value in values):
        return "litellm"
    if any(b'"models"' in value for value in values):
        return "models.dev"
    raise DataError(
        "This file is none of the shapes that can be read.",
        where=str(path),
        hint=f"Expected one of {', '.join(SOURCES)}.",
    )


def _wheel(path: Path, days: Calendar) -> Listing:
    """The table inside a wheel; its day is the day its metadata was packed, where the wheel says so."""
    source = " ".join(path.name.split("-")[:2]).replace("_", "-")
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            table = next((t for t in (litellm.TABLE, genai_prices.TABLE) if t in names), None)
            if table is None:
                raise DataError(
                    "This wheel holds no price table.", where=str(path), hint="Expected litellm or genai-prices."
                )
            payload = archive.read(table)
            packed = max(date(*info.date_time[:3]) for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DataError("This is not a wheel.", where=str(path)) from error
    day = packed if date(2025, 1, 1) <= packed <= days.on else days.day(source)
    reader = litellm.read_litellm if table == litellm.TABLE else genai_prices.read_genai_prices
    return reader(payload, as_of=day, source=source)


def _get(url: str) -> bytes:
    request = Request(url, headers={"User-Agent": "deadheat", "Accept": "application/json"})  # noqa: S310  the two addresses above
    try:
        with urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310  as above
            payload: bytes = answer.read()
            return payload
    except HTTPError as error:
        raise Refused(f"{url} answered {error.code} {error.reason}.", hint=_UNCHANGED) from error
    except TimeoutError as error:
        raise UpstreamTimeout(f"{url} did not answer within {_TIMEOUT_S} s.", hint=_UNCHANGED) from error
    except (URLError, HTTPException, OSError) as error:
        raise UpstreamError(f"{url} cannot be reached: {getattr(error, 'reason', error)}.", hint=_UNCHANGED) from error


def _download(package: str, folder: Path) -> Path:
    """The newest wheel of `package`, fetched by the pip that is at hand, with the index it is configured for."""
    pip = _pip()
    command = [
        *pip,
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--dest",
        str(folder),
        package,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_WHEEL_TIMEOUT_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UpstreamTimeout(f"pip did not fetch {package} within {_WHEEL_TIMEOUT_S} s.", hint=_UNCHANGED) from error
    found = sorted(folder.glob("*.whl"))
    if done.returncode or not found:
        said = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise UpstreamError(f"pip could not fetch {package}: {said}", hint=_UNCHANGED)
    return found[0]


def _pip() -> list[str]:
    from importlib.util import find_spec

    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    for name in ("pip", "pip3"):
        if path := which(name):
            return [path]
    raise ConfigError(
        "No pip is at hand to fetch a wheel.", hint="Install pip, or fetch the wheel yourself and pass --from FILE.whl."
    )
