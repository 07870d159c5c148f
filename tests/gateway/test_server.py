import pytest

from deadheat.gateway.server import bind


def test_a_taken_port_is_an_error_and_a_shared_one_is_not() -> None:
    first = bind("127.0.0.1", 0)
    port = first.getsockname()[1]
    with pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", port)
    first.close()
    one = bind("127.0.0.1", 0, shared=True)
    two = bind("127.0.0.1", one.getsockname()[1], shared=True)
    one.close()
    two.close()


def test_an_address_that_is_not_ours_is_an_error() -> None:
    with pytest.raises(OSError, match="assign"):
        bind("192.0.2.1", 0)
