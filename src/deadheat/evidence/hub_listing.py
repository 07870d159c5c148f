"""A listing of a model hub: who published what when, from which parents, downloaded how often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import msgspec

from deadheat.errors import DataError
from deadheat.evidence.tabular import identifier, quoted_path

RELATIONS = ("finetune", "adapter", "merge", "quantized")
_ID = ("id", "modelId")
_COLUMNS = {
    "created": ("createdAt", "created_at"),
    "downloads30": ("downloads",),
    "downloads": ("downloadsAllTime", "downloads_all_time"),
    "bases": ("baseModels", "base_models"),
    "tags": ("tags",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRepo:
    """One repository; parents are repositories it was made from, by `relation`; None is unknown."""

    id: str
    created: date | None = None
    downloads: int | None = None
    downloads30: int | None = None
    relation: str | None = None
    parents: tuple[str, ...] = ()


class _Parent(msgspec.Struct):
    id: str


class _Bases(msgspec.Struct):
    relation: str | None = None
    models: tuple[_Parent | str, ...] | None = None


_STRUCTURED = msgspec.json.Decoder(_Bases | str | None)
_TEXT = msgspec.json.Decoder(_Bases)
_TAGS = msgspec.json.Decoder(list[str | None])


def read_hub_listing(path: Path) -> tuple[HubRepo, ...]:
    """The repositories of a huggingface_hub API listing (JSON, JSONL) or of a hub-stats Parquet file.

    Parents come from `baseModels`, and where that is missing from tags such as `base_model:finetune:org/name`.
    Raises: DataError for a file that cannot be read or has no `id`, and for a row without one.
    """
    suffix = path.suffix.lower()
    reader = {".parquet": "read_parquet", ".json": "read_json", ".jsonl": "read_json", ".ndjson": "read_json"}
    if suffix not in reader:
        raise DataError(f"the ending {suffix!r} is unknown. Expected {', '.join(reader)}.", where=str(path))
    if not path.is_file():
        raise DataError("there is no such file.", where=str(path))
    scan = f"{reader[suffix]}({quoted_path(path)})"
    try:
        with duckdb.connect() as db:
            db.execute("SET enable_progress_bar = false")  # it would be drawn on stdout, which is for the result
            present = [str(row[0]) for row in db.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()]  # noqa: S608
            rows = db.execute(f"SELECT {_selection(present, path)} FROM {scan}").fetchall()  # noqa: S608
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise DataError(f"cannot be read: {first}", where=path.name, hint="Expected a list of repositories.") from error
    repos = tuple(_repo(row, number, path.name) for number, row in enumerate(rows, start=1))
    if not repos:
        raise DataError("there are no repositories.", where=path.name)
    return repos


def _selection(present: Iterable[str], path: Path) -> str:
    names = list(present)
    named = next((name for name in _ID if name in names), None)
    if names == ["json"]:  # what DuckDB calls the one column of a file without any field
        raise DataError("there are no repositories. Expected a list of objects with `id`.", where=path.name)
    if named is None:
        raise DataError("no column 'id'.", where=path.name, hint=f"It has {', '.join(names[:12])}.")
    columns = [f"CAST({identifier(named)} AS VARCHAR)"]
    for field, spellings in _COLUMNS.items():
        name = next((s for s in spellings if s in names), None)
        quoted_name = identifier(name) if name else "NULL"
        kind = {"created": f"CAST({quoted_name} AS VARCHAR)", "bases": f"to_json({quoted_name})"}
        kind |= {"tags": f"to_json({quoted_name})"}
        columns.append(kind.get(field, f"TRY_CAST({quoted_name} AS BIGINT)"))
    return ", ".join(columns)


def _repo(row: tuple[object, ...], number: int, file: str) -> HubRepo:
    name, created, downloads30, downloads, bases, tags = row
    try:
        repository = _repository(name)
        relation, parents = _parents(bases, tags)
        day = None if created is None else _day(str(created))
    except DataError as error:
        raise DataError(error.message, where=f"{file}: row {number}") from error
    return HubRepo(
        id=repository,
        created=day,
        downloads=downloads if isinstance(downloads, int) else None,
        downloads30=downloads30 if isinstance(downloads30, int) else None,
        relation=relation,
        parents=tuple(dict.fromkeys(parent for parent in parents if parent != repository)),
    )


def _repository(name: object) -> str:
    if not isinstance(name, str) or not name.strip():
        raise DataError("id is missing. Expected a repository such as 'org/name'.")
    return name.strip()


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise DataError(f"createdAt is {text!r}. Expected a time such as 2025-09-01T12:00:00Z.") from None


def _parents(bases: object, tags: object) -> tuple[str | None, tuple[str, ...]]:
    if isinstance(bases, str) and bases != "null":
        try:
            found = _STRUCTURED.decode(bases)
            found = _TEXT.decode(found) if isinstance(found, str) else found
        except msgspec.MsgspecError as error:
            raise DataError(f"baseModels cannot be read: {error}.") from error
        if found is not None and found.models:
            return found.relation, tuple(p if isinstance(p, str) else p.id for p in found.models)
    if not isinstance(tags, str) or "base_model:" not in tags:
        return None, ()
    listed = [tag.split(":") for tag in _TAGS.decode(tags) if tag]
    typed = [parts for parts in listed if parts[0] == "base_model" and len(parts) == 3 and parts[1] in RELATIONS]
    plain = [parts for parts in listed if parts[0] == "base_model" and len(parts) == 2]
    if typed:
        return typed[0][1], tuple(parts[2] for parts in typed)
    return ("finetune", tuple(parts[1] for parts in plain)) if plain else (None, ())


def roots_of(repos: Iterable[HubRepo]) -> Mapping[str, Mapping[str, float]]:
    """Per derivative, the repositories at the start of its lineage; several parents share its weight equally.

    A parent that is not in the listing is a root. A lineage that runs in a circle ends where it would close.
    """
    parents = {repo.id: repo.parents for repo in repos if repo.parents}
    found: dict[str, dict[str, float]] = {}
    for start in parents:
        stack = [start]
        open_: set[str] = set()
        while stack:
            node = stack[-1]
            if node in found:
                stack.pop()
                continue
            waiting = [p for p in parents[node] if p in parents and p not in found and p not in open_]
            if waiting and node not in open_:
                open_.add(node)
                stack += waiting
                continue
            open_.add(node)
            found[node] = _shared(node, parents, found)
            stack.pop()
    return found


def _shared(
    node: str, parents: Mapping[str, tuple[str, ...]], found: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    weights: dict[str, float] = {}
    for parent in parents[node]:
        for root, weight in found.get(parent, {parent: 1.0}).items():
            weights[root] = weights.get(root, 0.0) + weight / len(parents[node])
    return weights
