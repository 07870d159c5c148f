"""Origins come from lists with a source; the rest stays unknown."""

import pytest

from deadheat.errors import DataError
from deadheat.evidence.origins import origins_of_models, regions_of_orgs, tracked_repositories


def test_models_are_found_by_any_spelling() -> None:
    found = origins_of_models(
        ["openai/gpt-4o-2024-05-13", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "no-such-model"]
    )
    assert found["openai/gpt-4o-2024-05-13"].region == "us"
    assert found["openai/gpt-4o-2024-05-13"].access == "closed"
    assert found["us.anthropic.claude-sonnet-4-5-20250929-v1:0"].org == "anthropic"
    nobody = found["no-such-model"]
    assert (nobody.model, nobody.org, nobody.region, nobody.access) == (None, None, None, None)


def test_sources_that_disagree_are_said_to() -> None:
    assert origins_of_models(["moonshotai/kimi-k2.6"])["moonshotai/kimi-k2.6"].disputed


def test_regions_cover_tracked_organisations_and_yours_win() -> None:
    regions = regions_of_orgs()
    assert regions["qwen"] == "china"
    assert regions["mistralai"] == "eu"
    assert "unknown" not in regions.values()
    mine = regions_of_orgs([{"org": "Qwen", "region": "my region"}, {"org": "mistralai", "region": "unknown"}])
    assert mine["qwen"] == "my region"
    assert "mistralai" not in mine
    with pytest.raises(DataError, match="region is missing"):
        regions_of_orgs([{"org": "x", "region": ""}])


def test_tracked_repositories_are_listed_once() -> None:
    listed = tracked_repositories()
    assert len(listed) == len(set(listed)) == 1958
