"""What names mean."""

from deadheat.facts.names import NameList


def test_a_list_of_names_names_its_schema() -> None:
    assert NameList(names=(), offers=0, resolved=0).schema == "deadheat.names/1"
