"""`deadheat landscape`: the public picture on one page."""

from pathlib import Path
from textwrap import fill
from typing import Annotated, Literal

from cyclopts import Parameter

from deadheat.cli.amounts import moment
from deadheat.cli.chart_file import check_chart_file, write_chart
from deadheat.cli.output import note, print_json, print_plain, write_text
from deadheat.cli.page_file import check_page_file
from deadheat.cli.steps import shown_steps
from deadheat.cli.unused import refuse_given
from deadheat.cli.whole import Whole
from deadheat.errors import DataError
from deadheat.evidence.landscape import survey
from deadheat.report.landscape_charts import landscape_pictures
from deadheat.report.landscape_page import landscape_page

_PICTURE: Literal["svg"] = "svg"


def landscape(
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    charts: Path | None = None,
    picture: Literal["svg", "png", "json"] = _PICTURE,
    at: str | None = None,
    draws: Whole = 200,
    json: bool = False,
) -> None:
    """Answer the questions of the public debate on one page: dead heat, lag, price-performance, shares, licences.

    Parameters
    ----------
    output
        Write the page as one HTML file that works offline.
    charts
        Write every chart into this folder, which must exist.
    picture
        Kind of the charts: `svg` or `png` (both need the extra `report`), or `json` for Vega-Lite.
    at
        The UTC moment whose prices count, such as 2026-11-23T12:00 (default: now).
    draws
        Resampled fits behind the intervals of the index; 0 for none.
    json
        Print one JSON document (schema deadheat.landscape/1) with every number of the page.
    """
    check_page_file(output)
    if charts:
        _check_folder(charts, picture)
    else:
        refuse_given("--picture", picture != _PICTURE, "it is the kind of the --charts")
    prices_at = moment(at, "--at").replace(second=0, microsecond=0)
    with shown_steps() as on_step:
        found = survey(prices_at, draws=draws, on_step=on_step)
    if output:
        command = f"deadheat landscape --at {prices_at:%Y-%m-%dT%H:%M} --draws {draws} -o {output.name}"
        write_text(output, landscape_page(found, command=command))
    if charts:
        for name, spec in landscape_pictures(found).items():
            write_chart(spec, charts / f"{name}.{picture}")
    if json:
        print_json(found)
    else:
        print_plain(
            "\n\n".join(f"{a.question} {a.figure}.\n{_wrapped(a.says)}\n  ({a.command})" for a in found.answers)
        )
        if not output:
            note("The whole page with charts and tables: deadheat landscape -o landscape.html")


def _wrapped(text: str) -> str:
    return fill(text, 120, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _check_folder(folder: Path, kind: str) -> None:
    """Refuse before the fits what could not be written after them."""
    if not folder.is_dir():
        raise DataError("is not a folder. Make it first.", where=str(folder))
    check_chart_file(folder / f"chart.{kind}")
