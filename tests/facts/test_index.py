"""An index survives its JSON."""

import msgspec

from deadheat.facts.index import CapabilityIndex


def test_index_survives_json() -> None:
    index = CapabilityIndex(
        models=(), benchmarks=(), n=0, method="m", definition="d", source="s", as_of=None, ridge=0.1, alpha=0.1,
        margin=2.0, resample="model", draws=0, draws_failed=0, seed=1, gradient=0.0,
    )  # fmt: skip
    raw = msgspec.json.encode(index)
    assert msgspec.json.decode(raw)["schema"] == "deadheat.index/1"
    assert msgspec.json.decode(raw, type=CapabilityIndex) == index
