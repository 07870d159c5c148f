"""Progress is drawn on terminals only."""

import sys

import pytest

from deadheat.cli.steps import shown_steps


def test_nothing_is_drawn_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_steps() as step:
        assert step is None
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_bars(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with shown_steps() as step:
        assert step is not None
        step("intervals", 1, 2)
        step("intervals", 2, 2)
    assert capsys.readouterr().out == ""
