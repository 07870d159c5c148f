"""Labs and claims."""

import msgspec
import pytest

from deadheat.facts.model import Claim, Lab


def test_a_lab_file_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="homepage"):
        msgspec.toml.decode(b'id = "x"\nname = "X"\nnamespaces = ["x"]\nhomepage = "y"', type=Lab)


def test_a_claim_needs_a_date_and_a_known_grade() -> None:
    with pytest.raises(msgspec.ValidationError, match="evidence"):
        msgspec.convert({"value": "US", "source": "s", "as_of": "2026-01-01", "evidence": "Z"}, type=Claim)
