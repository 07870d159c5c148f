"""A table in the room it has."""

import pytest
from rich.text import Text

from deadheat.cli.figures import new_table, show
from deadheat.cli.table_fit import fit, needed


def test_columns_give_way_from_the_right_until_the_rest_fits() -> None:
    table = new_table("t", "model", "~host", ">price", "~as of")
    table.add_row("openai/gpt-6.1-sol", "databricks", "$1.99", "2026-11-12")
    assert fit(table, 60) == []
    assert not any(str(c.header).count(chr(10)) for c in table.columns)
    assert fit(table, needed(table) - 1) == ["as of"]
    assert [str(column.header) for column in table.columns] == ["model", "host", "price"]
    assert fit(table, 10) == ["host"]
    assert [str(column.header) for column in table.columns] == ["model", "price"]


def test_a_pipe_leaves_nothing_out() -> None:
    table = new_table("t", "model", "~host")
    table.add_row("m" * 300, "h" * 300)
    assert fit(table, None) == []
    assert needed(table) == 602


def test_prose_wraps_before_a_name_is_folded() -> None:
    table = new_table("t", "model", "_because")
    table.add_row("openai/gpt-6.1-sol", "a reason in many words " * 9)
    assert fit(table, 40) == []
    assert table.columns[0].no_wrap
    assert not table.columns[1].no_wrap


def test_a_head_of_several_words_does_not_widen_a_column_of_numbers() -> None:
    table = new_table("t", ">most at once")
    table.add_row("7")
    assert (needed(table), needed(table, heads="whole")) == (len("most"), len("most at once"))
    fit(table, 5)
    assert table.columns[0].header == "most\nat\nonce"


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_narrow_terminal_no_name_is_cut(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("deadheat.cli.figures.terminal_width", lambda: width)
    table = new_table("t", "model", "~host", ">price", "_why")
    table.add_row("nvidia/nemotron-3-ultra-550b-a55b", "huggingface_novita", "$1.99997", "because it is so")
    show(table, ("note", "n"))
    printed = capsys.readouterr().out
    assert "…" not in printed
    lines = [Text.from_ansi(line).plain for line in printed.splitlines()]
    assert all(len(line) <= width for line in lines)
    name = "nvidia/nemotron-3-ultra-550b-a55b"
    first_cells = (line.split("  ")[0].strip() for line in lines[2 : lines.index("")])
    assert name in "".join(cell for cell in first_cells if cell in name)
    assert ("columns left out: host" in " ".join(printed.split())) == ("huggingface_novita" not in printed)


def test_rows_end_where_their_text_ends(capsys: pytest.CaptureFixture[str]) -> None:
    table = new_table("t", "a", "b")
    table.add_row("x", "")
    table.add_row("y", "long")
    show(table, ("note", "n"))
    assert all(line == line.rstrip() for line in capsys.readouterr().out.splitlines())
