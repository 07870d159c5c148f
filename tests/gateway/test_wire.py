import json

from deadheat.gateway.wire import date_line, plain_error, status_line


def test_status_lines_have_their_phrase_where_there_is_one() -> None:
    assert status_line(200) == b"HTTP/1.1 200 OK\r\n"
    assert status_line(529) == b"HTTP/1.1 529 \r\n"


def test_the_date_is_that_of_the_standard() -> None:
    assert date_line(0.0) == b"date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"


def test_a_plain_error_is_read_by_clients_of_both_families() -> None:
    body = json.loads(plain_error(400, "malformed_http", "no", "id"))
    assert body["type"] == "error"
    assert body["error"]["type"] == "invalid_request_error"
    assert body["error"]["code"] == "malformed_http"
    assert json.loads(plain_error(503, "busy", "no", ""))["error"]["type"] == "api_error"
