import asyncio

from deadheat.facts.route import Limits
from deadheat.gateway.premises import BUFFERED_BYTES, Guest, Premises
from deadheat.gateway.request import Request


def _premises(limits: Limits | None = None) -> Premises:
    async def made() -> Premises:
        return Premises(lambda _request, _responder: None, limits or Limits())

    return asyncio.run(made())


def test_bytes_of_all_bodies_together_are_bounded_and_given_back() -> None:
    premises = _premises()
    one, two = Request(0.0), Request(0.0)
    premises.reserve(one, BUFFERED_BYTES - 10)
    premises.reserve(two, 11)
    assert one.refusal is None
    assert two.refusal is not None
    assert two.refusal.status == 503
    premises.release(one)
    premises.release(one)
    assert premises.buffered == 0


def test_guests_are_counted_and_the_last_one_out_is_noticed() -> None:
    premises = _premises(Limits(connections=1))
    one, two = Guest(), Guest()
    assert premises.join(one)
    assert not premises.join(two)
    premises.leave(two)
    premises.draining = True
    assert not premises.emptied.is_set()
    premises.leave(one)
    assert premises.emptied.is_set()


def test_the_stamp_names_server_and_date() -> None:
    assert _premises().stamp.startswith(b"server: deadheat\r\ndate: ")
