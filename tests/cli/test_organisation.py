"""Who uses a model, as people type it."""

import pytest

from deadheat.cli.organisation import UNKNOWN, Who
from deadheat.errors import ConfigError
from deadheat.facts.licence import Organisation


def test_what_is_not_given_is_unknown() -> None:
    assert UNKNOWN.organisation() == Organisation()


def test_every_option_reaches_the_facts() -> None:
    who = Who(
        role="maas",
        domicile="DE",
        users="40k",
        revenue_month="2",
        revenue_year="20M",
        maas_revenue_year="4",
        distributes=True,
        images=True,
        non_commercial=True,
    ).organisation()
    assert (who.users_month, who.revenue_usd_12m) == (40_000, 20_000_000)
    blank = Organisation()
    assert [name for name in who.__struct_fields__ if getattr(who, name) == getattr(blank, name)] == []


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (Who(domicile="Germany"), "--domicile"),
        (Who(domicile="D1"), "--domicile"),
        (Who(domicile="EU"), "--domicile"),
        (Who(domicile="ZZ"), "--domicile"),
        (Who(users="-1"), "--users"),
        (Who(users="1.5"), "--users"),
        (Who(revenue_month="-1"), "--revenue-month"),
        (Who(maas_revenue_year="-1"), "--maas-revenue-year"),
        (Who(revenue_month="10", revenue_year="5"), "--revenue-month is 10, more than the 5 of --revenue-year"),
        (Who(maas_revenue_year="10", revenue_year="5"), "--maas-revenue-year is 10"),
    ],
)
def test_a_fact_that_cannot_be_is_named(who: Who, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        who.organisation()
