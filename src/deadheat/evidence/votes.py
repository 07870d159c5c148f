"""Votes between models, streamed from a file or from memory into counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from deadheat.errors import DataError
from deadheat.evidence.tabular import Source, Table, open_table, quoted
from deadheat.stats.inputs import IntArray
from deadheat.stats.vote_counts import A_WON, B_WON, BOTH_BAD, TIE, PairCounts, VoteCells, count_pairs

# Every way to write an outcome that is understood; anything else is an error, never a tie.
LABELS: dict[str, int] = {
    "model_a": A_WON,
    "a": A_WON,
    "left": A_WON,
    "model_b": B_WON,
    "b": B_WON,
    "right": B_WON,
    "tie": TIE,
    "draw": TIE,
    "tie (bothbad)": BOTH_BAD,
    "bothbad": BOTH_BAD,
    "both_bad": BOTH_BAD,
    "both bad": BOTH_BAD,
}
REQUIRED = ("model_a", "model_b", "winner")
CLUSTER = "cluster"
UNITS = (CLUSTER, "user", "conversation")
"""Columns that say which votes may depend on each other; one user holds several conversations."""
INDEPENDENT = "none"
"""In place of a column: every vote is independent."""
# The covariance is dense; more names than this is a wrong column, not a leaderboard.
MOST_MODELS = 3000
_VOTES_IN_A_BATCH = 2_000_000

_LABEL = "lower(trim(winner))"
_OUTCOME = f"CASE {' '.join(f'WHEN {_LABEL} = {quoted(label)} THEN {code}' for label, code in LABELS.items())} END"
# A Parquet file is scanned once for each question: its text is hashed once for each dictionary entry, and grouping
# numbers is twice as fast as grouping text. Other sources are parsed once, into a table of equal votes.
_TALLY = "CREATE TEMP TABLE tally AS SELECT model_a, model_b, winner, count(*) AS votes FROM source GROUP BY ALL"
_NAMES = """
    SELECT name, hash(name) FROM (SELECT model_a AS name FROM {rows} GROUP BY ALL
    UNION SELECT model_b FROM {rows} GROUP BY ALL)"""
_LABELS = f"SELECT hash(winner), {_OUTCOME} FROM {{rows}} GROUP BY ALL"  # noqa: S608
_COUNTS = """
    SELECT hash(model_a) AS a, hash(model_b) AS b, hash(winner) AS label, ({votes})::DOUBLE AS votes
    FROM {rows} GROUP BY ALL"""
_COMPACT = f"""
    CREATE OR REPLACE TEMP TABLE compact AS
    SELECT hash(cluster) AS unit, a.number AS a, b.number AS b, ({_OUTCOME})::TINYINT AS outcome
    FROM source JOIN model_numbers a ON a.name = model_a JOIN model_numbers b ON b.name = model_b"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What a source of votes holds: the models by name, the counts of every pair, and the clusters on demand.

    cluster: the column of the units that may depend on themselves; None where every vote is independent.
    """

    models: tuple[str, ...]
    counts: PairCounts
    n: int
    source: str
    table: Table
    cluster: str | None

    @property
    def clustered(self) -> bool:
        return self.cluster is not None

    def batches(self) -> Iterator[tuple[IntArray, VoteCells]]:
        """The votes with their cluster, a few million at a time; every cluster is whole in one batch.

        Clusters are told apart by a 64-bit hash of their name: two of ten million share one once in 300,000 files.
        """
        numbers = np.arange(len(self.models), dtype=np.int32)
        names = np.array(self.models, dtype=object)
        self.table.run("SELECT 1").fetchall()  # DuckDB registers nothing while a result is only half read
        self.table.connection.register("model_numbers", {"name": names, "number": numbers})
        self.table.run(_COMPACT)
        parts = -(-self.n // _VOTES_IN_A_BATCH)
        for part in range(parts):
            rows = self.table.run(
                f"SELECT unit, a, b, outcome FROM compact WHERE unit % {parts} = {part} ORDER BY unit"  # noqa: S608
            ).fetchnumpy()
            unit = np.asarray(rows["unit"])
            if not len(unit):
                continue
            cluster = np.concatenate([[0], np.cumsum(unit[1:] != unit[:-1])]).astype(np.int64)
            columns = [np.asarray(rows[name], dtype=np.int64) for name in ("a", "b", "outcome")]
            ones = np.ones(len(unit))
            yield cluster, VoteCells(model_a=columns[0], model_b=columns[1], outcome=columns[2], votes=ones)


def read_votes(source: Source, columns: Mapping[str, str] | None = None, *, independent: bool = False) -> Votes:
    """Count the votes of a CSV, JSONL or Parquet file, of columns or of records.

    Args:
        source: rows with `model_a`, `model_b` and `winner`, one for each vote.
        columns: the name in the source by field name, where they differ; the field `cluster` names the column whose
            equal values mark votes that may depend on each other. It is `user`, else `conversation`, where they exist.
        independent: take every vote as independent, whatever columns there are.
    Raises: DataError that names the row if a winner label is unknown, a value is missing, or a model met itself; also
        if the source cannot be read, lacks a column, or holds fewer than two models.
    """
    units = {} if independent else {CLUSTER: UNITS}
    table = open_table(source, columns or {}, required=REQUIRED, aliases=units)
    cluster = table.fields.get(CLUSTER)
    rows = "source"
    if table.format != "parquet":
        table.run(_TALLY).fetchall()
        rows = "tally"
    names, labels = table.run(_NAMES.format(rows=rows)).fetchall(), table.run(_LABELS.format(rows=rows)).fetchall()
    if cluster or any(code is None for _, code in labels) or not all((name or "").strip() for name, _ in names):
        table.refuse(_rules(cluster))
    if len(names) > MOST_MODELS:
        hint = "Do the columns hold model names? Map others with --map."
        raise DataError(
            f"there are {len(names)} models. Expected at most {MOST_MODELS}.", where=table.description, hint=hint
        )
    models = tuple(sorted(name for name, _ in names))
    cells = _cells(table, rows, dict(names), dict(labels))
    if np.any(cells.model_a == cells.model_b):
        table.refuse(_rules(cluster))
    counts = count_pairs(cells, len(models))
    n = round(float(counts.battles.sum()))
    return Votes(models=models, counts=counts, n=n, source=table.description, table=table, cluster=cluster)


def _rules(cluster: str | None) -> list[tuple[str, str, str]]:
    known = ", ".join(repr(label) for label in LABELS)
    rules = [(field, f"coalesce(trim({field}), '') = ''", "the name of a model") for field in ("model_a", "model_b")]
    rules.append(("winner", f"({_OUTCOME}) IS NULL", f"one of {known}"))
    rules.append(("model_b", "model_a = model_b", "a model other than model_a"))
    if cluster:
        unit = f"the {cluster} of the vote in every row, or --cluster none"
        rules.append((CLUSTER, f"coalesce(trim({CLUSTER}), '') = ''", unit))
    return rules


def _cells(table: Table, rows: str, names: dict[str, int], labels: dict[int, int]) -> VoteCells:
    """The counted votes of the relation `rows`, models numbered in the order of their names."""
    votes = "count(*)" if rows == "source" else "sum(votes)"
    grouped = table.run(_COUNTS.format(rows=rows, votes=votes)).fetchnumpy()
    hashes = np.array([names[name] for name in sorted(names)], dtype=np.uint64)
    if len(np.unique(hashes)) < len(hashes):
        raise DataError("two models have one 64-bit hash. Rename one of them.", where=table.description)
    order = np.argsort(hashes)
    a, b = (order[np.searchsorted(hashes[order], grouped[side])] for side in ("a", "b"))
    known = np.array(sorted(labels), dtype=np.uint64)
    codes = np.array([labels[label] for label in sorted(labels)], dtype=np.int64)
    outcome = codes[np.searchsorted(known, grouped["label"])]
    return VoteCells(model_a=a, model_b=b, outcome=outcome, votes=np.asarray(grouped["votes"], dtype=np.float64))
