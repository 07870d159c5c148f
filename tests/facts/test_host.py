"""Hosts."""

import msgspec
import pytest

from deadheat.facts.host import Host


def test_a_field_without_a_claim_is_unknown_and_empty() -> None:
    assert Host(id="h").trains == ()


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="kind"):
        msgspec.convert({"id": "h", "kind": "cloud"}, type=Host)
