from deadheat.upstream.connection import Keeper, PooledCall
from tests.upstream.sinks import Remembers, run


def test_a_call_fails_once_and_not_after_it_was_given_up() -> None:
    async def main() -> tuple[Remembers, Remembers]:
        from deadheat.errors import UpstreamError

        failed, given_up = Remembers(), Remembers()
        call = PooledCall(Keeper(), b"", b"", failed)
        call.fail(UpstreamError("once"))
        call.fail(UpstreamError("twice"))
        call = PooledCall(Keeper(), b"", b"", given_up)
        call.cancel()
        call.fail(UpstreamError("never"))
        call.pause()
        call.resume()
        return failed, given_up

    failed, given_up = run(main)
    assert [e.message for e in failed.errors] == ["once"]
    assert given_up.errors == []
