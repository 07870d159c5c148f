import pytest

from deadheat.errors import ConfigError
from deadheat.upstream.origin import Origin, Proxy, read_origin


def _read(url: str, **environ: str) -> Origin:
    return read_origin(url, where="hosts.x.base_url", environ=environ)


def test_a_base_url_gives_host_port_and_path() -> None:
    origin = _read("https://api.example.com/v1/")
    assert (origin.host, origin.port, origin.tls, origin.prefix) == ("api.example.com", 443, True, b"/v1")
    assert origin.authority == "api.example.com"
    assert _read("http://127.0.0.1:8000").authority == "127.0.0.1:8000"
    assert _read("http://[::1]:8000/v1").authority == "[::1]:8000"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com/v1",
        "ftp://a/v1",
        "http:///v1",
        "http://a:99999/v1",
        "http://a:b/v1",
        "http://user:secret@a/v1",
        "http://a/v1?x=1",
        "http://a/v1#x",
        "http://a/v1\r\nx: y",
        "http://a/ v1",
        "http://é/v1",
        "http://[::1/v1",
    ],
)
def test_what_is_no_base_url_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _read(url)
    assert "secret" not in str(caught.value)


def test_proxy_variables_are_honoured_by_scheme_and_the_more_specific_first() -> None:
    named = _read("https://a/v1", HTTPS_PROXY="http://user:p%40ss@proxy:3128", ALL_PROXY="http://other:1").proxy
    assert named == Proxy(host="proxy", port=3128, authorization=b"Basic dXNlcjpwQHNz")
    assert "ss" not in repr(named)
    assert _read("http://a/v1", https_proxy="http://proxy:1").proxy is None
    assert _read("http://a/v1", http_proxy="proxy:8080").proxy == Proxy(host="proxy", port=8080)
    assert _read("http://a/v1", HTTP_PROXY="http://proxy:1", REQUEST_METHOD="GET").proxy is None


@pytest.mark.parametrize(
    ("no_proxy", "host", "bypassed"),
    [
        ("a.example.com", "a.example.com", True),
        (".example.com", "a.example.com", True),
        ("example.com", "a.example.com", True),
        ("*.example.com", "a.example.com", True),
        ("example.com", "badexample.com", False),
        ("*", "a", True),
        (" b , a ", "a", True),
        ("", "a", False),
        ("a:8000", "a:8000", True),
        ("a:8000", "a:8001", False),
        ("a:80", "a", True),
        ("10.0.0.0/8", "10.1.2.3:8000", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.0.0.0/8", "ten.example.com", False),
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("[::1]:8000", "[::1]:8000", True),
        ("::1", "[::1]:8000", True),
        ("fd00::/8", "[fd12::1]", True),
    ],
)
def test_no_proxy_names_hosts_domains_networks_and_ports(no_proxy: str, host: str, bypassed: bool) -> None:
    proxy = _read(f"http://{host}/v1", http_proxy="http://proxy:1", no_proxy=no_proxy).proxy
    assert (proxy is None) is bypassed


@pytest.mark.parametrize("url", ["socks5://proxy:1", "https://proxy:1", "http://", "http://proxy:x"])
def test_a_proxy_we_cannot_use_is_an_error_that_says_so(url: str) -> None:
    with pytest.raises(ConfigError, match="proxy"):
        _read("https://a/v1", https_proxy=url)
