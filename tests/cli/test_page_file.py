"""A place for a page is refused before anything is computed for it."""

from pathlib import Path

import pytest

from deadheat.cli.page_file import check_page_file
from deadheat.errors import DeadheatError


@pytest.mark.parametrize("name", ["r.html", "R.HTM", "report", "/dev/stdout"])
def test_html_files_names_without_an_ending_and_devices_are_fine(tmp_path: Path, name: str) -> None:
    check_page_file(tmp_path / name, source=tmp_path / "answers.csv")
    check_page_file(None)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("r.pdf", "The page is HTML: expected .html"),
        ("no/r.html", "there is no folder"),
        ("answers", "is the file that is read"),
        ("link.html", "is the file that is read"),
    ],
)
def test_a_place_that_cannot_be_meant_is_refused(tmp_path: Path, name: str, message: str) -> None:
    answers = tmp_path / "answers"
    answers.write_text("item,model,score\n")
    (tmp_path / "link.html").symlink_to(answers)
    with pytest.raises(DeadheatError, match=message):
        check_page_file(tmp_path / name, source=answers)
    assert answers.read_text() == "item,model,score\n"


def test_stdout_is_for_the_result() -> None:
    with pytest.raises(DeadheatError, match="Expected a name"):
        check_page_file(Path("-"))
