import pytest

from deadheat.gateway.authority import is_authority, is_foreign, is_near


@pytest.mark.parametrize(
    "host", [b"a", b"localhost:4340", b"api.example.com", b"[::1]:4340", b"127.0.0.1", b"a_b-c.d", b"a:"[:1]]
)
def test_a_name_or_an_address_with_or_without_a_port_is_an_authority(host: bytes) -> None:
    assert is_authority(host)


@pytest.mark.parametrize(
    "host", [b"", b"a b", b"a/b", b"a@b", b"a, b", b"a:b", b"a:123456", b"[::1", b"a\\b", b"a?b", b"\xff"]
)
def test_anything_else_is_none(host: bytes) -> None:
    assert not is_authority(host)


@pytest.mark.parametrize(
    "host",
    [
        b"localhost",
        b"LOCALHOST.:1",
        b"127.0.0.1:4341",
        b"[::1]:4341",
        b"gateway",
        b"mac.local",
        b"host.docker.internal:1",
    ],
)
def test_names_no_public_server_knows_are_near(host: bytes) -> None:
    assert is_near(host)


@pytest.mark.parametrize("host", [b"evil.com", b"127.0.0.1.evil.com", b"localhost.evil.com:4341", b"a b", b""])
def test_names_that_anybody_may_point_here_are_not(host: bytes) -> None:
    assert not is_near(host)


def test_web_pages_elsewhere_are_foreign_and_local_ones_and_programs_are_not() -> None:
    assert all(map(is_foreign, (b"https://evil.com", b"http://rebound.example:4340", b"HTTP://EVIL.COM", b"null")))
    near = (
        b"http://localhost:3000",
        b"http://127.0.0.1",
        b"vscode-webview://abc",
        b"chrome-extension://abc",
        b"app://obsidian.md",
    )
    assert not any(map(is_foreign, near))
