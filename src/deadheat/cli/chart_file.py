"""A chart as a file: its Vega-Lite specification, or a picture through the `report` extra."""

from pathlib import Path

from deadheat.cli.output import write_bytes
from deadheat.errors import ConfigError
from deadheat.report.vega import Spec, draw, require_drawing, specification


def check_chart_file(path: Path) -> None:
    """Refuse early what `write_chart` would refuse late.

    Raises: ConfigError for an ending other than .json, .svg or .png, or for a picture without the `report` extra.
    """
    if path.suffix.lower() not in (".json", ".svg", ".png"):
        raise ConfigError(f"the ending {path.suffix!r} is unknown. Expected .json, .svg or .png.", where=str(path))
    if path.suffix.lower() != ".json":
        require_drawing()


def write_chart(chart: Spec, path: Path) -> None:
    """Write `chart` as .json, .svg or .png, in the house's look.

    Raises: as `check_chart_file`; DataError if the place cannot be written.
    """
    check_chart_file(path)
    kind = path.suffix.lower().removeprefix(".")
    write_bytes(path, specification(chart) if kind == "json" else draw(chart, kind))
