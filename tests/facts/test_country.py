"""Countries, regions and areas."""

import pytest

from deadheat.facts.country import AREAS, COUNTRIES, country_code, lies_in


@pytest.mark.parametrize(("written", "code"), [("de", "DE"), ("GB", "GB"), ("uk", "GB"), ("EL", "GR")])
def test_a_country_is_known_by_its_code(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize("text", ["ZZ", "EU", "Germany", "", "1", "region:eu"])
def test_what_is_no_code_is_no_country(text: str) -> None:
    assert country_code(text) is None


def test_there_are_as_many_countries_as_the_standard_lists() -> None:
    assert len(COUNTRIES) == 249
    assert len(AREAS["EU"] & COUNTRIES) == 27
    assert len(AREAS["EEA"] & COUNTRIES) == 30


@pytest.mark.parametrize(
    ("place", "area", "inside"),
    [
        ("FI", "EU", True),
        ("EU", "FI", False),
        ("EU", "eea", True),
        ("NO", "EU", False),
        ("NO", "EEA", True),
        ("CH", "EEA", False),
        ("GB", "uk", True),
        ("eu-west-3", "FR", True),
        ("eu-west-3", "EU", True),
        ("eu-west-2", "EU", False),
        ("eu-central-2", "EU", False),
        ("us-gov-west-1", "US", True),
        ("eu-west-9", "EU", False),
        ("eu-west-2", "eu-west-2", True),
        ("global", "US", False),
        ("region:eu", "EU", False),
        ("region:eu", "region:eu", True),
        ("regional", "regional", True),
    ],
)
def test_a_place_lies_in_an_area_or_not(place: str, area: str, inside: bool) -> None:
    assert lies_in(place, area) is inside
