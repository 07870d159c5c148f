"""Published figures are quoted with what they do not say."""

from pathlib import Path

import pytest

from deadheat.errors import DataError
from deadheat.evidence.claims import read_claims


def test_the_two_findings_that_news_mix_are_two_claims() -> None:
    claims = {claim.id: claim for claim in read_claims().claims}
    twelve, jailbreak = claims["caisi-hijacking-12x"], claims["caisi-jailbreak-94"]
    assert twelve.figure == "12 times"
    assert "agent hijacking" in twelve.says
    assert "not about jailbreaking" in twelve.does_not_say
    assert jailbreak.figure == "94 % against 8 %"
    assert "not agent hijacking" in jailbreak.does_not_say
    assert "11.75" in jailbreak.definition


def test_the_weekly_peak_is_told_apart_from_the_mean_of_the_year() -> None:
    claim = next(claim for claim in read_claims().claims if claim.id == "openrouter-30")
    assert "30 %" in claim.figure
    assert "weekly peak" in claim.does_not_say
    assert "13.0 %" in claim.does_not_say


def test_every_claim_is_complete_and_named_once() -> None:
    claims = read_claims().claims
    assert len({claim.id for claim in claims}) == len(claims) >= 11
    for claim in claims:
        assert all((claim.says, claim.definition, claim.does_not_say, claim.source, claim.published))


def test_a_claim_without_its_limits_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text('[[claims]]\nid = "x"\nfigure = "1 %"\n')
    with pytest.raises(DataError, match="says"):
        read_claims(path)
