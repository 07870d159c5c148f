"""A claim with an unknown key is refused."""

import msgspec
import pytest

from deadheat.facts.share import Claim


def test_a_claim_has_exactly_its_fields() -> None:
    fields = {"id": "a", "figure": "1 %", "says": "s", "definition": "d", "does_not_say": "n", "source": "s"}
    whole = {**fields, "published": "2026", "evidence": "R", "topic": "share"}
    assert msgspec.convert(whole, type=Claim).figure == "1 %"
    with pytest.raises(msgspec.ValidationError, match="spin"):
        msgspec.convert({**whole, "spin": "x"}, type=Claim)
