from deadheat.gateway.clock import epoch_ms, epoch_s, today


def test_all_clocks_tell_the_same_time() -> None:
    before, now, after = epoch_ms(), today().timestamp(), epoch_ms()
    assert before <= now * 1000 <= after + 1
    assert before // 1000 <= epoch_s() <= after // 1000 + 1
