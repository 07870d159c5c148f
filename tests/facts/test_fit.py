"""Accelerators as people write them."""

import msgspec
import pytest

from deadheat.facts.fit import GIB, Gpu


def test_a_gib_is_a_power_of_two() -> None:
    assert GIB == 2**30


def test_a_gpu_without_bandwidth_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="bandwidth"):
        msgspec.convert({"id": "x", "name": "X", "memory_gb": 1}, type=Gpu)
