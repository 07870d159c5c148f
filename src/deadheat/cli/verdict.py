"""`deadheat verdict`: compare answers that have been scored."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from deadheat.catalog.prices import list_price
from deadheat.cli.input import readable
from deadheat.cli.mapping import parse_map
from deadheat.cli.output import note, print_json, print_plain, terminal_width, write_text
from deadheat.cli.page_file import check_page_file
from deadheat.evidence.answers import OPTIONAL, REQUIRED, read_answers
from deadheat.evidence.verdict import Question, judge
from deadheat.facts.call import Mode
from deadheat.facts.comparison_text import cost_notes, left_out_text
from deadheat.facts.verdict import Verdict
from deadheat.report.verdict_page import verdict_page

EXIT_BEHIND, EXIT_OPEN = 100, 101
CALLS = ("dead heat", "ahead", "behind", "open")


def verdict(
    file: Path,
    /,
    *,
    incumbent: str,
    challenger: Annotated[list[str], Parameter(consume_multiple=True)],
    task: Annotated[list[str], Parameter(consume_multiple=True)] = [],  # noqa: B006 - cyclopts reads it, nobody writes it
    margin: float = 0.05,
    alpha: float = 0.05,
    mode: Mode = "fixed",
    map_: Annotated[list[str], Parameter(name="--map")] = [],  # noqa: B006
    json: bool = False,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    gate: bool = False,
) -> int:
    """Say which challengers are in a dead heat with the incumbent, per task and overall.

    Parameters
    ----------
    file
        CSV, JSONL or Parquet, or - for stdin; one row for each scored answer: item, model, score, and optionally task,
        repeat, cost_usd, input_tokens, output_tokens, latency_ms. Scores are numbers in [0, 1], or win, tie, loss.
    incumbent
        The model you use now, as named in the file.
    challenger
        A model that might replace it; several may be named.
    task
        Compare on these tasks only.
    margin
        The largest difference of scores that does not matter to you.
    alpha
        The chance you accept that any interval misses the true difference.
    mode
        fixed is valid for one look at the end; anytime is valid at every look.
    map_
        COLUMN=FIELD, where the file uses other names.
    json
        Print one JSON document.
    output
        Write an HTML report that works offline.
    gate
        Exit with 100 if a challenger is behind overall or on any task, 101 if none is and one is open overall.
    """
    question = Question(
        incumbent=incumbent,
        challengers=tuple(challenger),
        tasks=tuple(task),
        margin=margin,
        alpha=alpha,
        mode=mode,
    )
    columns = parse_map(map_, REQUIRED + OPTIONAL)
    check_page_file(output, source=file)
    with readable(file) as path:
        found = judge(read_answers(path, columns=columns), question, prices=list_price)
    if output:  # first: a reader of stdout may leave early, as `head` does
        write_text(output, verdict_page(found, command=command_line("verdict", file, found, maps=map_)))
    show(found, as_json=json)
    return gate_code(found) if gate else 0


def show(found: Verdict, *, as_json: bool) -> None:
    """The verdict on stdout, what it left out on stderr."""
    if as_json:
        print_json(found)
        return
    print_plain(found.text(width=terminal_width()), emphasis=CALLS)
    if found.left_out:
        note(left_out_text(found.left_out))
    for reason in cost_notes(found.comparisons, unknown_only=True):
        note(reason)


def command_line(command: str, file: Path | None, found: Verdict, *, maps: Sequence[str] = ()) -> str:
    """The command that makes `found` again, as one types it."""
    words = ["deadheat", command, *([str(file)] if file else []), "--incumbent", found.incumbent]
    for challenger in dict.fromkeys(c.challenger for c in found.comparisons):
        words += ["--challenger", challenger]
    for task in dict.fromkeys(c.task for c in found.comparisons if c.task) if file else ():
        words += ["--task", task]
    for pair in maps:
        words += ["--map", pair]
    return shlex.join([*words, "--margin", f"{found.margin:g}", "--alpha", f"{found.alpha:g}", "--mode", found.mode])


def gate_code(found: Verdict) -> int:
    """100 if a challenger is behind on any task or over all, 101 if one is open over all, else 0."""
    if any(c.call == "behind" for c in found.comparisons):
        return EXIT_BEHIND
    return EXIT_OPEN if any(c.call == "open" and c.task is None for c in found.comparisons) else 0
