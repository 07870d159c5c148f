import pytest

from deadheat.errors import Malformed, UpstreamError, UpstreamTimeout
from deadheat.gateway.failure import broken, refused


@pytest.mark.parametrize(
    ("status", "again", "other", "blames", "client"),
    [
        (400, "never", False, False, 400),
        (422, "never", False, False, 422),
        (401, "never", True, True, 502),
        (403, "never", True, True, 502),
        (404, "never", True, False, 404),
        (407, "never", True, True, 502),
        (429, "last", True, True, 429),
        (408, "first", True, False, 408),
        (500, "first", True, True, 500),
        (503, "first", True, True, 503),
        (529, "first", True, True, 529),
        (302, "never", True, True, 502),
        (201, "never", True, True, 502),
    ],
)
def test_what_follows_from_a_status(status: int, again: str, other: bool, blames: bool, client: int) -> None:
    failure = refused(status, [], b' {"error": {}}', retry_after_s=None)
    assert (failure.again, failure.other, failure.blames_host) == (again, other, blames)
    assert failure.client_status == client


def test_words_of_the_host_that_are_no_json_or_concern_our_credential_are_not_handed_on() -> None:
    assert not refused(500, [], b"<html>", retry_after_s=None).is_the_hosts_word
    assert refused(500, [], b"<html>", retry_after_s=None).client_status == 502
    assert not refused(401, [], b'{"error": "invalid key sk-..."}', retry_after_s=None).is_the_hosts_word
    assert refused(400, [], b'{"error": {}}', retry_after_s=None).is_the_hosts_word
    assert refused(413, [], b"<html>", retry_after_s=None).client_status == 413


def test_a_reply_that_never_came_is_judged_by_how() -> None:
    assert broken(UpstreamTimeout("late")).again == "never"
    assert broken(Malformed("odd")).again == "first"
    assert broken(UpstreamError("gone")).again == "last"
    assert broken(UpstreamTimeout("late")).client_status == 504
