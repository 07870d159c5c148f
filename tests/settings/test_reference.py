"""The reference has every key the file may hold, and no other."""

import msgspec
import pytest
from msgspec import Struct

from deadheat.settings.document import Document
from deadheat.settings.reference import SECTIONS, Told, render_reference


@pytest.mark.parametrize(("name", "kind", "told"), SECTIONS, ids=[name for name, _, _ in SECTIONS])
def test_every_key_is_told_once(name: str, kind: type[Struct], told: Told) -> None:
    fields = {field.name for field in msgspec.structs.fields(kind)}
    nested = {section.rpartition(".")[2] for section, _, _ in SECTIONS if section.startswith(f"{name}.")}
    assert set(told) <= fields
    assert fields - set(told) <= nested


def test_every_section_of_the_file_has_a_table() -> None:
    sections = {name.split(".")[0] for name, _, _ in SECTIONS}
    assert {field.name for field in msgspec.structs.fields(Document)} - sections == {"catalog"}


def test_the_page_shows_defaults_types_and_bounds() -> None:
    page = render_reference()
    assert '| `listen` | text | `"127.0.0.1:4340"` |' in page
    assert "| `drain_s` | number > 0 ≤ 86400 | `30.0` |" in page
    assert "| `host` | text | required |" in page
