from deadheat.decision.affinity import Affinity


def test_a_conversation_is_remembered_for_as_long_as_caches_live() -> None:
    affinity = Affinity(ttl_s=10.0)
    affinity.keep(b"talk", "qwen", 0.0)
    assert affinity.offer_of(b"talk", 9.0) == "qwen"
    assert affinity.offer_of(b"other", 9.0) is None
    assert affinity.offer_of(b"talk", 10.1) is None
    assert len(affinity) == 0


def test_every_turn_renews_it_and_the_last_offer_counts() -> None:
    affinity = Affinity(ttl_s=10.0)
    affinity.keep(b"talk", "qwen", 0.0)
    affinity.keep(b"talk", "glm", 8.0)
    assert affinity.offer_of(b"talk", 17.0) == "glm"


def test_memory_is_bounded_and_the_longest_unseen_goes_first() -> None:
    affinity = Affinity(most=3)
    for i in range(3):
        affinity.keep(bytes([i]), "qwen", 0.0)
    affinity.keep(bytes([0]), "qwen", 1.0)
    affinity.keep(bytes([9]), "qwen", 2.0)
    assert len(affinity) == 3
    assert affinity.offer_of(bytes([1]), 2.0) is None
    assert affinity.offer_of(bytes([0]), 2.0) == "qwen"
