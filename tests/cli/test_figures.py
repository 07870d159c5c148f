"""Numbers in tables and pairs in options."""

import pytest
from cyclopts import CycloptsError

from deadheat.cli.app import app
from deadheat.cli.figures import interval, new_table, number, numbers_by_name, percent, show
from deadheat.errors import ConfigError
from deadheat.facts.plain_table import counted


def test_unknown_numbers_are_shown_as_such() -> None:
    assert interval(1.0, 2.5) == "[1.00, 2.50]"
    assert interval(None, 2.5, 1) == "[?, 2.5]"
    assert interval(None, None) == "-"
    assert interval(-0.04, 0.04, 0) == "[0, 0]"
    assert number(None) == "-"
    assert percent(0.125) == "12.5 %"
    assert percent(None) == "-"
    assert [counted(n, "model") for n in (0, 1, 1399)] == ["0 models", "1 model", "1,399 models"]


def test_pairs_may_hold_an_equals_sign_in_the_name() -> None:
    assert numbers_by_name(["a=b=1.5", " c = 2"], "--anchor") == {"a=b": 1.5, "c": 2.0}


@pytest.mark.parametrize("bad", ["x", "=1", "x=", "x=one", "x=nan", "x=inf"])
def test_a_pair_without_name_or_number_is_refused(bad: str) -> None:
    with pytest.raises(ConfigError, match="NAME=NUMBER"):
        numbers_by_name([bad], "--anchor")


@pytest.mark.parametrize("command", ["index", "arena", "share", "frontier", "models list", "models deadlines"])
def test_no_command_shows_less_than_no_row(command: str) -> None:
    with pytest.raises(CycloptsError, match="--top"):
        app([*command.split(), "--top", "-3"], exit_on_error=False, result_action="return_value")


def test_brackets_in_notes_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    table = new_table("t", "a", ">b")
    table.add_row("x", "1")
    show(table, ("note", "[red] is not markup"))
    assert "[red] is not markup" in capsys.readouterr().out
