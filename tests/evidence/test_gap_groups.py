"""Groups by access and by country."""

import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.fitted_index import FittedIndex, IndexOptions, fit_index
from deadheat.evidence.gap_groups import choose_groups
from deadheat.evidence.score_sheet import read_score_sheet


@pytest.fixture(scope="module")
def fitted() -> FittedIndex:
    return fit_index(read_score_sheet(), IndexOptions(draws=0))


def test_access_compares_open_with_closed_and_counts_the_rest(fitted: FittedIndex) -> None:
    groups = choose_groups(fitted)
    assert (groups.leader, groups.follower) == ("Closed weights", "Open weights")
    assert (groups.leaders.sum(), groups.followers.sum(), len(groups.day)) == (104, 94, 222)


def test_countries_are_chosen_from_the_data_and_may_be_named(fitted: FittedIndex) -> None:
    groups = choose_groups(fitted, by="country")
    assert {groups.leader, groups.follower} == {"United States of America", "China"}
    assert choose_groups(fitted, by="country", follower="France").follower == "France"
    swapped = choose_groups(fitted, by="country", leader="China", follower="United States of America")
    assert swapped.leader == "China"


def test_wrong_groups_are_refused_with_near_names(fitted: FittedIndex) -> None:
    with pytest.raises(DataError, match="France"):
        choose_groups(fitted, by="country", follower="Frence")
    with pytest.raises(ConfigError, match="both"):
        choose_groups(fitted, leader="Open weights", follower="Open weights")
    with pytest.raises(ConfigError, match="by is"):
        choose_groups(fitted, by="lab")  # type: ignore[arg-type]


def test_a_table_without_dates_has_no_groups() -> None:
    rows = [
        {"model": m, "benchmark": b, "score": 0.2 + 0.1 * i + 0.02 * j}
        for i, m in enumerate("abcd")
        for j, b in enumerate("wxyz")
    ]
    fitted = fit_index(read_score_sheet(rows), IndexOptions(draws=0, anchors={"a": 0, "d": 100}))
    with pytest.raises(DataError, match="no two groups"):
        choose_groups(fitted)


@pytest.mark.parametrize(
    ("leader", "follower"), [("closed", "open"), ("CLOSED WEIGHTS", "Open"), (None, "open weights")]
)
def test_weights_go_by_their_short_names(fitted: FittedIndex, leader: str | None, follower: str) -> None:
    found = choose_groups(fitted, leader=leader, follower=follower)
    assert (found.leader, found.follower) == ("Closed weights", "Open weights")


@pytest.mark.parametrize(("leader", "follower"), [("us", "cn"), ("US", "china"), ("united states of america", "CN")])
def test_countries_go_by_their_codes(fitted: FittedIndex, leader: str, follower: str) -> None:
    found = choose_groups(fitted, by="country", leader=leader, follower=follower)
    assert (found.leader, found.follower) == ("United States of America", "China")
