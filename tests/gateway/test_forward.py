from deadheat.gateway.forward import named, to_client, to_host


def test_only_named_headers_of_a_client_reach_its_host() -> None:
    given = {
        b"authorization": b"Bearer mine",
        b"x-api-key": b"mine",
        b"cookie": b"a",
        b"host": b"gateway",
        b"te": b"trailers",
        b"openai-beta": b"x",
        b"traceparent": b"00-1",
        b"anthropic-beta": b"y",
    }
    assert to_host(given, "openai") == b"openai-beta: x\r\ntraceparent: 00-1\r\n"
    lines = to_host(given, "anthropic")
    assert b"anthropic-beta: y\r\n" in lines
    assert b"anthropic-version: 2023-06-01\r\n" in lines
    assert b"mine" not in lines
    assert b"anthropic-version: 2099\r\n" in to_host({b"anthropic-version": b"2099"}, "anthropic")
    assert to_host({b"openai-beta": b"x" * 9000}, "openai") == b""


def test_only_named_headers_of_a_host_reach_its_client() -> None:
    allowed = to_client(
        [
            (b"set-cookie", b"a"),
            (b"server", b"x"),
            (b"retry-after", b"3"),
            (b"x-ratelimit-remaining-tokens", b"7"),
            (b"anthropic-ratelimit-tokens-limit", b"9"),
            (b"x-request-id", b"req_1"),
            (b"connection", b"close"),
        ]
    )
    assert allowed.hosts_id == "req_1"
    assert (
        allowed.lines == b"retry-after: 3\r\nx-ratelimit-remaining-tokens: 7\r\nanthropic-ratelimit-tokens-limit: 9\r\n"
    )


def test_a_request_is_named_in_the_header_of_either_family() -> None:
    assert named("id") == b"x-request-id: id\r\nrequest-id: id\r\n"
    assert named("id", "qwen").endswith(b"x-deadheat-offer: qwen\r\n")


def test_an_offer_whose_name_no_header_can_hold_is_not_named() -> None:
    assert named("id", "a\r\nx: y") == named("id", "通义") == named("id")
