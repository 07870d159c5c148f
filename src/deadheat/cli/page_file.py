"""A page as a file: whether it may be written there, before anything is computed for it."""

from pathlib import Path

from deadheat.errors import ConfigError, DataError


def check_page_file(path: Path | None, *, source: Path | None = None) -> None:
    """Refuse a place for an HTML page that promises another format, or that holds what the page is made from.

    Raises: ConfigError for stdout (`-`), for an ending other than .html or .htm (none is fine), or for `source` itself;
        DataError where there is no such folder.
    """
    if path is None:
        return
    if path == Path("-"):
        raise ConfigError("a page is written to a file, because stdout has the result. Expected a name such as r.html.")
    if path.suffix.lower() not in ("", ".html", ".htm"):
        raise ConfigError(f"the ending {path.suffix!r} is unknown. The page is HTML: expected .html.", where=str(path))
    if source and source.is_file() and path.exists() and path.samefile(source):
        raise ConfigError("is the file that is read. Expected another place for the page.", where=str(path))
    if not path.parent.is_dir():
        raise DataError(f"cannot be written: there is no folder {str(path.parent)!r}.", where=str(path))
