"""Recorded benchmark outcomes that ship with Deadheat, as a table of answers."""

import re
from importlib.resources import files

import duckdb

from deadheat.errors import DataError, did_you_mean, nearest
from deadheat.evidence.answers import AnswerTable
from deadheat.evidence.tabular import quoted, quoted_path, sha256_of

DATA = files("deadheat.evidence") / "data" / "outcomes"
ATTRIBUTION = "Epoch AI evaluation logs, January 2025 to May 2026 (CC BY 4.0)"

# Small or public subsets are left out: two and ten items say nothing.
TASKS = ("GPQA Diamond", "OTIS Mock AIME 2024-2025", "SimpleQA Verified", "SWE-bench Verified", "Chess Puzzles")
_TITLES = {"simpleqa_verified": "SimpleQA Verified", "swe_bench_verified": "SWE-bench Verified"}
# Input tokens of agentic runs leave out cached tokens for some hosts, so no cost can be stated.
_AGENTIC = ("SWE-bench Verified",)
# These reason before they answer and bill it as output, but their logs count the visible answer alone: 639 tokens for a
# GPQA answer of Gemini 3.1 Pro, where models of its rank take 4 000 to 20 000. Tokens times price would flatter them.
VISIBLE_ONLY = ("gemini-2.0-flash-thinking", "gemini-2.5-pro", "gemini-2.5-flash-preview-05", "gemini-3", "grok-3-mini")
# What a name in the logs meant in the months that start so. DeepSeek's alias moved from release to release
# (api-docs.deepseek.com/updates: 2025-05-28 and 2025-12-01); one host cannot write a dot.
_MEANINGS = {
    ("deepseek-reasoner", "2025-05"): "deepseek-r1-0528",
    ("deepseek-reasoner", "2025-12"): "deepseek-v3.2",
    ("kimi-k2p5", ""): "kimi-k2.5",
}


# `-2025-12-11`, `-20251101`, `-0528`
_DATE = re.compile(r"-(?:20\d\d-?)?\d\d-?\d\d$")
# What labs add before a model is released in full; people who write `Gemini 3.1 Pro` leave it out.
_STAGE = re.compile(r"-(?:preview|pre-release|beta|exp)$")


def recorded_answers() -> AnswerTable:
    """Every recorded answer of the five tasks; of several runs of a model on a task, the latest one.

    A model goes by the last part of its name in the logs (`together/openai/gpt-oss-120b` is `gpt-oss-120b`).
    Tokens are the run's average per answer, because the logs hold totals only.
    """
    connection = duckdb.connect(":memory:")
    runs, items = (quoted_path(str(DATA / name)) for name in ("runs.csv", "items.parquet"))
    titled = " ".join(f"WHEN {quoted(raw)} THEN {quoted(title)}" for raw, title in _TITLES.items())
    tasks, agentic = (", ".join(map(quoted, names)) for names in (TASKS, _AGENTIC))
    meanings = " ".join(
        f"WHEN short = {quoted(short)} AND starts_with(created, {quoted(month)}) THEN {quoted(meant)}"
        for (short, month), meant in _MEANINGS.items()
    )
    visible_only = " OR ".join(f"starts_with(short, {quoted(start)})" for start in VISIBLE_ONLY)
    connection.execute(f"""
        CREATE TEMP TABLE runs AS
        WITH named AS (
            SELECT *, CASE task {titled} ELSE task END AS title, regexp_extract(model, '[^/]+$') AS short
            FROM read_csv({runs}, types = {{'created': 'VARCHAR'}})
        )
        SELECT run, title AS task, created,
            CASE {meanings} ELSE short END AS name,
            ({visible_only}) AS understated, title NOT IN ({agentic}) AND NOT understated AS is_priced,
            CASE WHEN is_priced AND input_tokens > 0 THEN input_tokens / n_samples END AS input_tokens,
            CASE WHEN is_priced AND output_tokens > 0 THEN output_tokens / n_samples END AS output_tokens
        FROM named WHERE title IN ({tasks})
        QUALIFY row_number() OVER (PARTITION BY title, name ORDER BY created DESC, run) = 1
    """)  # noqa: S608
    connection.execute(f"""
        CREATE TEMP TABLE answers AS
        WITH scored AS (
            SELECT r.*, i.item, i.value, i.scorer,
                min(i.scorer = 'model_graded') OVER run AS only_graded, row_number() OVER () AS row
            FROM read_parquet({items}) i JOIN runs r USING (run) WINDOW run AS (PARTITION BY run)
        )
        SELECT task, item, name AS model, avg((value = 'C')::INT) AS score, count(*) AS answers, count(*) AS repeats,
            min(row) AS first_row, max(row) AS last_row, any_value(input_tokens) AS input_tokens,
            any_value(output_tokens) AS output_tokens, bool_or(understated) AS understated
        FROM scored WHERE only_graded OR scorer <> 'model_graded' GROUP BY task, item, name
    """)  # noqa: S608
    models = connection.execute("SELECT DISTINCT model FROM answers ORDER BY 1").fetchall()
    rows = connection.execute("SELECT sum(answers)::BIGINT FROM answers").fetchone() or (0,)
    return AnswerTable(
        connection=connection,
        description=f"recorded outcomes: {ATTRIBUTION}",
        sha256=sha256_of(str(DATA / "items.parquet")),
        models=tuple(str(m) for (m,) in models),
        tasks=TASKS,
        measures=("input_tokens", "output_tokens"),
        measures_are_averages=True,
        rows=int(rows[0]),
    )


def find_model(name: str, models: tuple[str, ...]) -> str:
    """The recorded model that `name` means: letters and digits decide; a release date or `-preview` may be left out.

    Of several dates the latest is meant. A version is no date: `kimi-k2` is not `kimi-k2.6`.
    Raises: DataError with the near names if none is meant.
    """
    wanted = _letters(name)
    exact = [m for m in models if _letters(m) == wanted]
    dated = [m for m in models if wanted and _letters(_DATE.sub("", m)) == wanted]
    staged = [m for m in models if wanted and _letters(_STAGE.sub("", _DATE.sub("", m))) == wanted]
    if found := exact or dated or staged:
        return max(found)
    near = f"{did_you_mean(name, models)} " if nearest(name, models) else ""
    hint = f"{near}`deadheat demo --list` shows all {len(models)}."
    raise DataError(f"no recorded outcomes of {name!r}.", hint=hint)


def coverage(table: AnswerTable) -> list[tuple[str, dict[str, int]]]:
    """The number of items by model and task; models with the most tasks, which can be compared on most, come first."""
    found = table.connection.execute("SELECT model, task, count(*) FROM answers GROUP BY ALL ORDER BY ALL").fetchall()
    by_model: dict[str, dict[str, int]] = {}
    for model, task, items in found:
        by_model.setdefault(model, {})[task] = items
    return sorted(by_model.items(), key=lambda of_model: (-len(of_model[1]), of_model[0].lower()))


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.rsplit("/", maxsplit=1)[-1].lower())
