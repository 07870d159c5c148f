"""Charts as Vega-Lite: one specification for a page, a picture file and a notebook."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from textwrap import wrap

import msgspec

from deadheat.errors import ConfigError

Spec = Mapping[str, object]

# What fits into a line under the title of a chart 640 pixels wide.
_LETTERS = 108

_SCRIPTS = ("vega.min.js", "vega-lite.min.js", "vega-interpreter.js")
# Draws every specification on the page at the width of its place, without eval; colours are names of the stylesheet.
_BOOT = """
function draw(source) {
  const box = source.nextElementSibling, spec = JSON.parse(source.textContent), wide = box.clientWidth;
  if (spec.vconcat) for (const part of spec.vconcat) part.width = wide - 70;
  else Object.assign(spec, { width: wide, autosize: { type: "fit-x", contains: "padding" } });
  box.replaceChildren();
  new vega.View(vega.parse(vegaLite.compile(spec).spec, null, { ast: true }), {
    expr: vegaInterpreter.expressionInterpreter, renderer: "svg", container: box,
  }).hover().runAsync();
}
const charts = [...document.querySelectorAll("script[type='application/vnd.vegalite+json']")];
charts.forEach(draw);
let drawn = innerWidth;
addEventListener("resize", () => { if (innerWidth !== drawn) { drawn = innerWidth; charts.forEach(draw); } });
"""

# Charts name colours of the stylesheet, `var(--ink)`, so that on a page they follow the reader's light or dark.
# A picture file has no stylesheet: there each name becomes its light colour.
FILE_COLOURS = {
    "ink": "#1c2126",
    "quiet": "#5a6570",
    "line": "#d9dcd8",
    "paper": "#ffffff",
    "heat": "#2d6a4f",
    "ahead": "#1d5fa8",
    "behind": "#a8321d",
    "open": "#6b5b00",
}


@cache
def scripts() -> tuple[str, ...]:
    """The scripts a page with charts carries, in order, the one that draws last."""
    folder = files("deadheat.report") / "vendor"
    return (*(folder.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS), _BOOT)


@cache
def script_policy() -> str:
    """The content security policy that allows exactly `scripts`, by hash, and no request to anywhere."""
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts())
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}"


def spec_json(spec: Spec) -> str:
    """`spec` as JSON that may stand inside a script element."""
    return msgspec.json.encode(spec).decode().replace("<", "\\u003c")


def themed(spec: Spec) -> dict[str, object]:
    """`spec` with the house's look: quiet axes, no frame, fonts of the page, colours by name."""
    quiet = {"labelColor": "var(--quiet)", "titleColor": "var(--quiet)", "labelFontSize": 12, "titleFontSize": 12}
    lines = {"gridColor": "var(--line)", "domainColor": "var(--line)", "tickColor": "var(--line)"}
    look: dict[str, object] = {
        "background": "transparent",
        "font": "system-ui, sans-serif",
        "view": {"stroke": None},
        "axis": quiet | lines | {"labelLimit": 280},
        "legend": quiet | {"orient": "top"},
        "title": {
            "color": "var(--ink)",
            "anchor": "start",
            "fontSize": 14,
            "frame": "bounds",
            "offset": 10,
            "subtitleColor": "var(--quiet)",
            "subtitleFontSize": 11,
            "subtitlePadding": 5,
        },
        "mark": {"color": "var(--ahead)"},
        "text": {"color": "var(--ink)"},
        "range": {"category": ["var(--heat)", "var(--ahead)", "var(--open)", "var(--behind)"]},
    }
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec, "config": look}


def captioned(spec: Spec, title: str, *notes: str) -> dict[str, object]:
    """`spec` with what a picture alone must say: its title, how to read it, and its source, in lines that fit."""
    lines = [line for note in notes for line in wrap(note, _LETTERS, break_on_hyphens=False)]
    return {**spec, "title": {"text": title, "subtitle": lines}}


def specification(spec: Spec) -> bytes:
    """`spec` as a file that any Vega-Lite viewer draws: the house's look, with colours in place of their names."""
    on_paper = {**themed(spec), "background": "var(--paper)"}
    whole = msgspec.json.format(msgspec.json.encode(on_paper), indent=2).decode()
    for name, colour in FILE_COLOURS.items():
        whole = whole.replace(f"var(--{name})", colour)
    return f"{whole}\n".encode()


def require_drawing() -> None:
    """Raises: ConfigError if the extra `report`, which draws pictures, is not installed."""
    if find_spec("vl_convert") is None:
        raise ConfigError(
            "a picture needs the extra `report`, which is not installed.",
            hint="Install it: pip install 'deadheat[report]' (or uv pip install vl-convert-python).",
        )


def draw(spec: Spec, kind: str) -> bytes:
    """`spec` as an SVG or PNG file, drawn on this machine.

    Raises: ConfigError if `kind` is neither, or the extra `report` is not installed.
    """
    require_drawing()
    import vl_convert

    whole = specification(spec).decode()
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(whole)).encode()
    if kind == "png":
        return bytes(vl_convert.vegalite_to_png(whole, scale=2))
    raise ConfigError(f"{kind!r} is not a kind of picture. Expected 'svg' or 'png'.")
