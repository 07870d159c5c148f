"""What a refresh reports."""

import msgspec
import pytest

from deadheat.facts.refresh import Change


def test_a_change_has_one_of_four_fates() -> None:
    with pytest.raises(msgspec.ValidationError, match="fate"):
        msgspec.convert({"offer": "o", "field": "f", "before": "", "after": "", "fate": "lost"}, type=Change)
