"""`deadheat demo`: the main job on recorded outcomes, offline and without keys."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from msgspec import Struct

from deadheat.catalog.prices import list_price
from deadheat.cli.output import print_json, print_plain, terminal_width, write_text
from deadheat.cli.page_file import check_page_file
from deadheat.cli.verdict import command_line, show
from deadheat.evidence.answers import AnswerTable
from deadheat.evidence.recorded import ATTRIBUTION, TASKS, coverage, find_model, recorded_answers
from deadheat.evidence.verdict import Question, judge
from deadheat.facts.call import Mode
from deadheat.facts.plain_table import align, fits, fold
from deadheat.report.verdict_page import verdict_page

INCUMBENT = "gpt-5.2"
CHALLENGERS = ("kimi-k2.6", "glm-5", "deepseek-v3.2", "qwen3-max", "gpt-oss-120b")
NEXT = (
    ("deadheat verdict answers.csv --incumbent YOURS --challenger OTHER", "the same on your own scored answers"),
    ("deadheat demo --challenger kimi-k2.6", "one challenger alone: narrower intervals"),
    ("deadheat demo --incumbent claude-opus-4-7 --challenger kimi-k2.6", "other models (deadheat demo --list)"),
    ("deadheat demo -o report.html", "the report for those who must approve"),
)
SOURCE = (
    f"Every number was computed now from {ATTRIBUTION}.",
    "The logs hold the tokens of whole runs, so what an answer costs is a mean without an interval.",
)


class RecordedModel(Struct, frozen=True, kw_only=True):
    """Items recorded of one model, by task."""

    model: str
    items: dict[str, int]


class RecordedModels(Struct, frozen=True, kw_only=True):
    schema: Literal["deadheat.recorded-models/1"] = "deadheat.recorded-models/1"
    source: str
    models: tuple[RecordedModel, ...]


def demo(
    *,
    incumbent: str = INCUMBENT,
    challenger: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = CHALLENGERS,
    margin: float = 0.05,
    alpha: float = 0.05,
    mode: Mode = "fixed",
    list_: Annotated[bool, Parameter(name="--list")] = False,
    json: bool = False,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
) -> None:
    """Compare recorded benchmark outcomes of open-weight and proprietary models.

    Parameters
    ----------
    incumbent
        The model to be replaced; a release date or -preview may be left out.
    challenger
        A model that might replace it; several may be named.
    margin
        The largest difference of scores that does not matter.
    alpha
        The chance you accept that any interval misses the true difference.
    mode
        fixed is valid for one look at the end; anytime is valid at every look.
    list_
        Show which models have recorded outcomes.
    json
        Print one JSON document.
    output
        Write an HTML report that works offline.
    """
    check_page_file(output)
    table = recorded_answers()
    if list_:
        show_models(table, as_json=json)
        return
    question = Question(
        incumbent=find_model(incumbent, table.models),
        challengers=tuple(find_model(name, table.models) for name in challenger),
        margin=margin,
        alpha=alpha,
        mode=mode,
    )
    found = judge(table, question, prices=list_price)
    if output:
        write_text(output, verdict_page(found, command=command_line("demo", None, found)))
    show(found, as_json=json)
    if not json:
        width = terminal_width()
        print_plain("\n".join(("", *fold(SOURCE, width), "Next:", *next_steps(width))))


def next_steps(width: int | None) -> list[str]:
    """What to run next and why, side by side where `width` has room, else one below the other."""
    beside = align([(f"  {command}", why) for command, why in NEXT], gap=" " * 4)
    return (
        beside if fits(beside, width) else [line for command, why in NEXT for line in (f"  {command}", f"      {why}")]
    )


def show_models(table: AnswerTable, *, as_json: bool) -> None:
    """Which models have recorded answers, and on how many items of each task."""
    covered = coverage(table)
    if as_json:
        models = tuple(RecordedModel(model=model, items=items) for model, items in covered)
        print_json(RecordedModels(source=ATTRIBUTION, models=models))
        return
    rows = [
        ("model", *TASKS),
        *((m, *(f"{items[task]:,}" if task in items else "–" for task in TASKS)) for m, items in covered),
    ]
    print_plain("\n".join(align(rows)))
