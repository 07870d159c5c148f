"""`deadheat landscape`: the public picture on one page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from deadheat.cli.output import note, print_json, print_plain, write_bytes, write_text
from deadheat.cli.steps import shown_steps
from deadheat.evidence.landscape import survey
from deadheat.facts.landscape import Landscape
from deadheat.report.landscape_charts import landscape_charts
from deadheat.report.landscape_page import landscape_page
from deadheat.report.vega import draw


def landscape(
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    charts: Path | None = None,
    picture: Literal["svg", "png"] = "svg",
    draws: int = 200,
    json: bool = False,
) -> None:
    """Answer the questions of the public debate on one page: dead heat, lag, price-performance, shares, licences.

    Parameters
    ----------
    output: Write the page as one HTML file that works offline.
    charts: Write every chart as a picture into this folder (needs the extra `report`).
    picture: Kind of the pictures.
    draws: Resampled fits behind the intervals of the index.
    json: Print one JSON document (schema deadheat.landscape/1) with every number of the page.
    """
    with shown_steps() as on_step:
        found = survey(datetime.now(UTC).replace(minute=0, second=0, microsecond=0), draws=draws, on_step=on_step)
    if output:
        write_text(output, landscape_page(found, command=f"deadheat landscape --draws {draws} -o {output.name}"))
    if charts:
        _write_pictures(found, charts, picture)
    if json:
        print_json(found)
    else:
        print_plain("\n\n".join(f"{a.question}\n  {a.says}\n  ({a.command})" for a in found.answers))
        if not output:
            note("The whole page with charts and tables: deadheat landscape -o landscape.html")


def _write_pictures(found: Landscape, folder: Path, kind: str) -> None:
    for name, spec in landscape_charts(found).items():
        write_bytes(folder / f"{name}.{kind}", draw(spec, kind))
