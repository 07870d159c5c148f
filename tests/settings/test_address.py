"""Addresses are read strictly: what is not understood is refused."""

import pytest

from deadheat.settings.address import is_loopback, read_address, read_base_url


def test_ipv6_stands_in_brackets() -> None:
    assert read_address("[::1]:4340") == ("::1", 4340)


@pytest.mark.parametrize("text", ["", ":1", "a", "a:", "a:x", "a:65536", "::1:4340", "a:-1", "a:٣", "a:1 "])
def test_an_address_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        read_address(text)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("a.b", False)],
)
def test_only_this_machine_reaches_a_loopback_address(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_base_url_is_kept_in_the_form_the_dialects_sdk_expects() -> None:
    assert read_base_url("https://API.x.com/v1/", dialect="openai") == "https://api.x.com/v1"
    assert read_base_url("https://api.x.com/v1", dialect="anthropic") == "https://api.x.com"


@pytest.mark.parametrize(
    "text",
    [
        "ftp://a",
        "a.b/v1",
        "http://",
        "http://u:p@a",
        "http://a?k=1",
        "http://a#x",
        "http://a b",
        "http://a\r\nb",
        "http://[",
        "http://a:99999",
        "file:///etc",
    ],
)
def test_a_base_url_that_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expected|holds no"):
        read_base_url(text, dialect="openai")
