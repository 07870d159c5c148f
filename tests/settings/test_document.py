"""An empty file is a valid one."""

import msgspec
import pytest

from deadheat.settings.document import Document


@pytest.mark.parametrize("section", msgspec.structs.fields(Document), ids=lambda f: f.name)
def test_every_section_may_be_left_out(section: msgspec.structs.FieldInfo) -> None:
    assert not section.required


def test_defaults_are_shared_values_nobody_can_change() -> None:
    with pytest.raises(AttributeError):
        Document().gateway.auth = "keys"  # type: ignore[misc]
