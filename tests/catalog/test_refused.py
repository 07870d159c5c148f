"""Lists of refused parties are the user's, and matched by name."""

from datetime import date
from pathlib import Path

import pytest

from deadheat.catalog.curated import data_folder
from deadheat.catalog.refused import match_party, read_refused
from deadheat.errors import DataError
from deadheat.facts.host import Host
from deadheat.facts.model import Claim, Lab

LAB = Lab(id="lab", name="The Lab", namespaces=("lab-org",))
ENTITY = Claim(value="Example Co., Ltd.", source="s", as_of=date(2026, 1, 1), evidence="R")
HOST = Host(id="h", entity=(ENTITY,))


def _list(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "list.csv"
    file.write_text("name,list,as_of,note\n" + "\n".join(rows) + "\n")
    return file


def test_the_template_that_ships_is_empty() -> None:
    assert read_refused(data_folder() / "refused-parties.csv") == ()


@pytest.mark.parametrize(
    ("name", "role"), [("EXAMPLE CO LTD", "contracting entity"), ("the lab", "lab"), ("Lab Org", "lab"), ("H", "host")]
)
def test_a_party_is_matched_on_every_name_it_has(tmp_path: Path, name: str, role: str) -> None:
    parties = read_refused(_list(tmp_path, f'"{name}",ours,2026-11-01,why'))
    (match,) = match_party(LAB, HOST, parties)
    assert (match.role, match.list_name) == (role, "ours")
    assert match.where.endswith("list.csv:2")


def test_a_part_of_a_name_is_no_match(tmp_path: Path) -> None:
    assert match_party(LAB, HOST, read_refused(_list(tmp_path, "Example,ours,2026-11-01,"))) == ()


@pytest.mark.parametrize(("row", "said"), [(",ours,2026-11-01,", "name is empty"), ("x,ours,soon,", "'soon'")])
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError, match=r"list\.csv:2.*" + said):
        read_refused(_list(tmp_path, row))


def test_a_missing_column_or_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,list\nx,y\n")
    with pytest.raises(DataError, match="'as_of' is missing"):
        read_refused(file)
    with pytest.raises(DataError, match="no such list"):
        read_refused(tmp_path / "none.csv")
    with pytest.raises(DataError, match="cannot be read"):
        read_refused(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"), [(b"", "'name' is missing"), (b"name,lists\n", "'list'"), (b"\xff\xfe", "UTF-8")]
)
def test_a_list_that_lists_nothing_by_mistake_is_refused(tmp_path: Path, text: bytes, said: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(text)
    with pytest.raises(DataError, match=said):
        read_refused(file)


def test_comments_do_not_move_the_count_of_lines(tmp_path: Path) -> None:
    (party,) = read_refused(_list(tmp_path, "# from our counsel", "# of November", "The Lab,ours,2026-11-01,"))
    assert party.where.endswith("list.csv:4")


def test_a_party_on_two_lists_is_matched_on_both(tmp_path: Path) -> None:
    parties = read_refused(_list(tmp_path, "The Lab,one,2026-11-01,", "the lab,two,2026-11-01,"))
    assert [match.list_name for match in match_party(LAB, None, parties)] == ["one", "two"]
