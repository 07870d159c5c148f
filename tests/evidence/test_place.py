"""The line that an error names is the line that an editor shows."""

from pathlib import Path

import pytest

from deadheat.evidence.place import place_of


@pytest.mark.parametrize(
    ("text", "delimiter", "row", "place"),
    [
        ("item,score\na,1\nb,2\n", ",", 2, "f:3"),
        ("item;score\r\na;1\r\nb;2\r\n", ";", 1, "f:2"),
        ('item,score\n"a\nb, c",1\nd,2\n', ",", 2, "f:4"),
        ("item,score\n\na,1\n\n\nb,2\n", ",", 2, "f:6"),
        ('"a\nheader",score\na,1\n', ",", 1, "f:3"),
        ("\ufeffitem,score\na,1\n", ",", 1, "f:2"),
        ('{"item": 1}\n\n{"item": 2}\n', "", 2, "f:3"),
        ('[{"item": 1},\n{"item": 2}]\n', "", 2, "f: row 2"),
        (f"item,score\n{'x' * 200_000},1\nb,2\n", ",", 2, "f: row 2"),
        ("item,score\n", ",", 9, "f: row 9"),
    ],
)
def test_a_row_is_found_on_its_line(tmp_path: Path, text: str, delimiter: str, row: int, place: str) -> None:
    path = tmp_path / "f"
    path.write_text(text, newline="")
    assert place_of(path, row, delimiter=delimiter) == place
