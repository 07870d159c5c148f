"""Write what the program itself knows into the documentation: `make docs`; with --check, only say what differs."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cyclopts import App
from rich.console import Console

from deadheat.cli.app import app
from deadheat.errors import DeadheatError
from deadheat.settings.reference import render_reference

ROOT = Path(__file__).parents[1]
VERDICT = ["verdict", "answers.csv", "--incumbent", "gpt-5.2", "--challenger", "kimi-k2.6"]
SHOWN = {
    ROOT / "README.md": {
        "demo": ["demo"],
        "one": ["demo", "--challenger", "kimi-k2.6"],
        "landscape": ["landscape", "--at", "2026-11-23T12:00"],
        "ratings": ["ratings", "src/deadheat/evidence/data/votes/arena_votes.parquet", "--map", "human=winner"],
    },
    ROOT / "docs/tutorials/first-verdict.md": {"verdict": VERDICT, "anytime": [*VERDICT, "--mode", "anytime"]},
}
"""Commands by page, whose output stands between the markers of their names; they run in the page's folder."""


def generated() -> dict[Path, str]:
    """Every generated page, by path."""
    return {
        **{page: with_outputs(page, commands) for page, commands in SHOWN.items()},
        ROOT / "docs/reference/cli.md": cli_page(),
        ROOT / "docs/reference/errors.md": errors_page(),
        ROOT / "docs/reference/settings.md": render_reference(),
    }


def with_outputs(page: Path, commands: dict[str, list[str]]) -> str:
    """The text of `page` with the real output of each command between its markers."""
    text = page.read_text()
    for name, words in commands.items():
        output = _run(words, page.parent)
        shown = f"<!-- {name} -->\n```console\n$ deadheat {' '.join(words)}\n{output}```\n<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, shown=shown: shown, text, flags=re.DOTALL)
    return text


def cli_page() -> str:
    parts = ["# Commands", "", "Written by `make docs` from the program itself.", ""]
    for path in _commands(app):
        parts += [f"## deadheat {' '.join(path)}".rstrip(), "", "```", _help(path).strip(), "```", ""]
    return "\n".join(parts)


def errors_page() -> str:
    """The tree of errors with code, exit code and HTTP status."""
    rows = ["| error | code | exit code | HTTP status | try again |", "|---|---|---|---|---|"]
    for kind in _tree(DeadheatError):
        again = "yes" if kind.retryable else "no"
        rows.append(f"| `{kind.__name__}` | `{kind.code}` | {kind.exit_code} | {kind.http_status} | {again} |")
    exits = [
        "| exit code | meaning |",
        "|---|---|",
        "| 0 | done |",
        "| 1 | an error: the data, the store or a host cannot be used |",
        "| 2 | usage: the options or the configuration cannot be used |",
        "| 100 | the gate said no: a challenger is behind |",
        "| 101 | still open: not enough evidence |",
        "| 102 | refused by policy |",
        "| 103 | the budget is reached |",
        "| 130 | interrupted; what was finished is kept |",
    ]
    intro = "Written by `make docs` from the program itself. A message says what happened, where, and what to do;\n"
    intro += (
        'with `--json` it is `{"schema": "deadheat.error/1", "error": {"code", "message", "where", "hint"}}` on stderr.'
    )
    return "\n".join(["# Errors and exit codes", "", intro, "", *exits, "", *rows, ""])


def _commands(of: App, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """This app and every command below it, by the words that call it."""
    yield path
    for name in sorted(of):
        if not name.startswith("-"):
            yield from _commands(of[name], (*path, name))


def _help(path: tuple[str, ...]) -> str:
    stream = io.StringIO()
    app.help_print(list(path), console=Console(file=stream, width=110, color_system=None))
    return re.sub(r"[ \t]+$", "", stream.getvalue(), flags=re.MULTILINE)


def _tree(root: type[DeadheatError]) -> list[type[DeadheatError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in _tree(child))]


def _run(words: list[str], folder: Path) -> str:
    command = [str(Path(sys.executable).parent / "deadheat"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout  # noqa: S603


def main() -> int:
    differing = [path for path, text in generated().items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        for path in differing:
            sys.stdout.write(f"{path.relative_to(ROOT)} differs from what the program says; run `make docs`\n")
        return len(differing) > 0
    for path, text in generated().items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
