"""Deltas are plain values."""

from deadheat.dialects.deltas import Called, Said, Sealed


def test_deltas_compare_by_value() -> None:
    assert Said("a") == Said("a")
    assert Said("a") != Said("a", refusal=True)
    assert Called(0, "id", "f") == Called(0, "id", "f")
    assert Sealed(signature="x") != Sealed(hidden="x")
