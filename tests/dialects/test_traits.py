"""The traits of a host are plain unless something is known."""

import msgspec
import pytest

from deadheat.dialects.traits import PLAIN_HOST, Traits


def test_a_plain_host_needs_nothing() -> None:
    assert Traits() == PLAIN_HOST
    assert not PLAIN_HOST.echo
    assert PLAIN_HOST.stream_usage


def test_an_unknown_trait_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({"ecko": "x"}, Traits)
