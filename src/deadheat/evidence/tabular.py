"""Rows from a file, columns or records as one checked DuckDB view: nothing is read into Python memory."""

import csv
import hashlib
import re
import shlex
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import duckdb
import msgspec

from deadheat.errors import DataError, did_you_mean, nearest
from deadheat.evidence.in_memory import InMemory, hold
from deadheat.evidence.place import place_of

Source = str | Path | InMemory
Rule = tuple[str, str, str]

_FORMATS = {".csv": "csv", ".tsv": "csv", ".jsonl": "json", ".ndjson": "json", ".json": "json", ".parquet": "parquet"}
_SCAN = {
    "csv": "read_csv({path}, auto_detect=false, header=true, delim={delimiter}, quote='\"', escape='\"'{columns})",
    "json": "read_json({path}, format = 'auto', records = true{columns})",
    "parquet": "read_parquet({path})",
}
_SURELY_FILLED = 4096
# How files start that are something else than their ending says.
_SIGNATURES = {
    b"\x1f\x8b": "compressed (gzip)",
    b"\x28\xb5\x2f\xfd": "compressed (zstd)",
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"PAR1": "a Parquet file",
}
# A bound on DuckDB's own memory, which leaves room for ours in 1 GB: beyond it, it spills to a temporary folder.
_MEMORY = "600MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The view `source` on `connection`: a column `row` (from 1) and every field in `fields`, all as text.

    fields: the name of the column by that of the field.
    delimiter: what separates the fields of a CSV file; empty for every other source.
    """

    connection: duckdb.DuckDBPyConnection
    description: str
    path: Path | None
    format: str
    delimiter: str
    fields: Mapping[str, str]

    def place(self, row: int) -> str:
        """Where row number `row` (from 1) stands, in words a person can follow to it."""
        if self.path and self.format in {"csv", "json"}:
            return place_of(self.path, row, delimiter=self.delimiter)
        return f"{self.description}: row {row}"

    def run(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run `sql`; a failure of the reader becomes a DataError that names the line."""
        try:
            return self.connection.execute(sql)
        except duckdb.Error as error:
            raise _unreadable(error, self.path) from error

    def refuse(self, rules: Sequence[Rule]) -> None:
        """Raise DataError for the first row that breaks a rule: (field, SQL true when broken, expected)."""
        firsts = ", ".join(f"min(row) FILTER ({broken})" for _, broken, _ in rules)
        found = self.run(f"SELECT {firsts} FROM source").fetchone() or ()  # noqa: S608
        broken = [
            (row, field, expected) for row, (field, _, expected) in zip(found, rules, strict=True) if row is not None
        ]
        if not broken:
            return
        row, field, expected = min(broken)
        value = (self.run(f"SELECT {field} FROM source WHERE row = {row} LIMIT 1").fetchone() or (None,))[0]  # noqa: S608
        shown = "missing" if value is None or not str(value).strip() else repr(value)
        raise DataError(f"{field} is {shown}. Expected {expected}.", where=self.place(row))


def open_table(
    source: Source,
    columns: Mapping[str, str],
    *,
    required: tuple[str, ...],
    optional: tuple[str, ...] = (),
    aliases: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Table:
    """Open `source` with its columns under the names of `required` and `optional`.

    Args:
        source: a CSV, JSONL or Parquet path; a mapping of column name to values; records; or a data frame.
        columns: the name in the source by field name, where they differ.
        aliases: names under which an optional field is looked for too, the first that is there.
    Raises: DataError if the source cannot be read, is empty, or lacks a required column.
    """
    # Made and removed by DuckDB if need be, which would else take `.tmp` where the caller stands.
    spill = str(Path(tempfile.gettempdir()) / f"deadheat-{uuid4().hex}")
    connection = duckdb.connect(":memory:", config={"memory_limit": _MEMORY, "temp_directory": spill})
    connection.execute("SET enable_progress_bar = false")  # it would be drawn on stdout, which is for the result
    path, delimiter = (Path(source) if isinstance(source, str | Path) else None), ""
    if path:
        kind, description = _format_of(path), path.name
        if kind == "csv":
            delimiter, present = _header_of(path)
            scan = _scan(path, kind, tuple(map(_numbered, range(len(present)))), delimiter)
        else:
            scan = _scan(path, kind, ())
            present = _names(connection, scan, path)
    elif not isinstance(source, str | Path):
        kind, scan = "memory", "in_memory"
        held = hold(source)
        description, present = held.kind, tuple(held.columns)
        connection.register(scan, {_numbered(i): texts for i, texts in enumerate(held.columns.values())})
    wanted = {**{field: (field,) for field in required + optional}, **aliases, **{f: (c,) for f, c in columns.items()}}
    fields = _fields(present, wanted, asked=(*columns, *required), description=description)
    if path and kind == "json":  # declared as text: a later row may differ in type from those the reader samples
        scan = _scan(path, kind, tuple(dict.fromkeys(fields.values())))
    column = {name: _numbered(i) for i, name in enumerate(present)} if kind in {"csv", "memory"} else {}
    text = "trim({})" if kind == "csv" else "CAST({} AS VARCHAR)"  # in CSV a space beside a separator says nothing
    selected = ", ".join(
        f"{text.format(identifier(column.get(name, name)))} AS {field}" for field, name in fields.items()
    )
    connection.execute(f"CREATE TEMP VIEW source AS SELECT row_number() OVER () AS row, {selected} FROM {scan}")  # noqa: S608
    table = Table(
        connection=connection,
        description=description,
        path=path,
        format=kind,
        delimiter=delimiter,
        fields=fields,
    )
    if table.run("SELECT 1 FROM source LIMIT 1").fetchone() is None:
        raise DataError("there are no rows.", where=description)
    return table


def _fields(
    present: tuple[str, ...], wanted: Mapping[str, tuple[str, ...]], *, asked: tuple[str, ...], description: str
) -> dict[str, str]:
    """The column by field name; one that was `asked` for as another field is not taken for an optional one.

    Raises: DataError if a column that was asked for is absent.
    """
    fields: dict[str, str] = {}
    for field in dict.fromkeys((*asked, *wanted)):
        free = present if field in asked else tuple(p for p in present if p not in fields.values())
        found = [column for name in wanted[field] if (column := _spelt(name, free))]
        if found:
            fields[field] = found[0]
        elif field in asked:
            (name,) = wanted[field]
            rename = f" Name the column with --map {_as_word(name, present)}={field}." if name == field else ""
            raise DataError(f"no column {name!r}.", where=description, hint=did_you_mean(name, present) + rename)
    return {field: fields[field] for field in wanted if field in fields}


def _spelt(name: str, present: Sequence[str]) -> str | None:
    """The column called `name`; else the only one that differs from it in case and outer spaces alone."""
    if name in present:
        return name
    alike = [p for p in present if p.strip().lower() == name.strip().lower()]
    return alike[0] if len(alike) == 1 else None


def _as_word(name: str, present: Sequence[str]) -> str:
    """The column nearest to `name`, as one types it in a shell; `COLUMN` where none is near."""
    close = nearest(name, tuple(present))
    return shlex.quote(close[0]) if close else "COLUMN"


def sha256_of(path: str | Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def quoted(text: str) -> str:
    """`text` as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def quoted_path(path: str | Path) -> str:
    """`path` as a SQL string that names this file alone: DuckDB takes `*`, `?` and `[` for patterns."""
    return quoted(re.sub(r"([*?\[])", r"[\1]", str(path)))


def identifier(name: str) -> str:
    """`name` as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _format_of(path: Path) -> str:
    try:
        return _checked_format(path)
    except OSError as error:
        raise DataError(f"cannot be opened: {error.strerror}.", where=str(path)) from error


def _checked_format(path: Path) -> str:
    if path.is_dir():
        raise DataError("is a folder. Expected a CSV, JSONL or Parquet file.", where=str(path))
    if not path.exists():
        beside = {p.stem: p.name for p in sorted(path.parent.glob("*")) if p.suffix.lower() in _FORMATS}
        near = [beside[stem] for stem in nearest(path.stem, tuple(beside))]
        hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise DataError("there is no such file.", where=str(path), hint=hint)
    if path.suffix.lower() not in _FORMATS:
        hint = "Unpack it first." if path.suffix.lower() in {".gz", ".zst", ".zip", ".bz2", ".xz"} else ""
        raise DataError(
            f"the ending {path.suffix!r} is unknown. Expected {', '.join(_FORMATS)}.", where=str(path), hint=hint
        )
    kind = _FORMATS[path.suffix.lower()]
    with path.open("rb") as stream:
        head = stream.read(_SURELY_FILLED)
    if not head.strip():
        raise DataError("the file is empty.", where=path.name)
    if kind != "parquet":
        _refuse_what_is_no_text(path, head)
    return kind


def _refuse_what_is_no_text(path: Path, head: bytes) -> None:
    found = next((what for start, what in _SIGNATURES.items() if head.startswith(start)), "")
    if not found and head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        found = "encoded as UTF-16"
    if not found and b"\0" in head:
        found = "no text in UTF-8: it holds NUL bytes, as UTF-16 does"
    if found:
        raise DataError(f"is {found}. Expected text in UTF-8, as its ending {path.suffix!r} says.", where=path.name)


def _scan(path: Path, kind: str, columns: tuple[str, ...], delimiter: str = "") -> str:
    """The table function that reads `path`, with `columns` declared as text if there are any."""
    texts = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in columns)
    declared = f", columns = {{{texts}}}" if columns else ""
    return _SCAN[kind].format(path=quoted_path(path), columns=declared, delimiter=quoted(delimiter))


def _header_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """The separator of a CSV file (that of which its first line has most) and its column names."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        line = stream.readline(1 << 16)
        delimiter = max((",", ";", "\t", "|"), key=line.count)
        stream.seek(0)
        try:
            names = tuple(next(csv.reader(stream, delimiter=delimiter), ()))
        except csv.Error as error:
            raise DataError(f"the header cannot be read: {error}.", where=f"{path.name}:1") from error
    if not names:
        raise DataError("the first line is empty. Expected the names of the columns.", where=f"{path.name}:1")
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise DataError(f"the header names {twice[0]!r} twice.", where=f"{path.name}:1")
    return delimiter, names


def _numbered(place: int) -> str:
    """What a column is called inside: its own name may be empty, or differ from another in case alone."""
    return f"column_{place}"


def _names(connection: duckdb.DuckDBPyConnection, scan: str, path: Path) -> tuple[str, ...]:
    try:
        return tuple(str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall())  # noqa: S608
    except duckdb.Error as error:
        raise _unreadable(error, path) from error


def _unreadable(error: duckdb.Error, path: Path | None) -> DataError:
    """What the reader objects to, in its words, with the line."""
    name = path.name if path else "the rows"
    hint = "Expected CSV with a header, JSON lines, or Parquet."
    if path and path.suffix in {".jsonl", ".ndjson"} and (line := _first_bad_json_line(path)):
        return DataError("is not a JSON object.", where=f"{name}:{line}", hint="Expected one JSON object in each line.")
    lines = [line.strip() for line in str(error).split("\nPossible ")[0].splitlines() if line.strip()] or ["unknown"]
    number = re.search(r"\b[Ll]ine:? (\d+)", lines[0])
    reason = lines[-1] if lines[0].endswith(f"CSV Error on Line: {number[1] if number else ''}") else lines[0]
    reason = re.sub(r"^[\w ]+ Error: ", "", reason).replace(str(path), name).rstrip(".")
    return DataError(f"cannot be read: {reason}.", where=f"{name}:{number.group(1)}" if number else name, hint=hint)


def _first_bad_json_line(path: Path) -> int | None:
    decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                if line.strip():
                    decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                return number
    return None
