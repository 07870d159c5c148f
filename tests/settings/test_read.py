"""Every problem of a table is reported at once, with its path, and secrets are never repeated."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.settings.document import Document
from deadheat.settings.read import EnvText, read_struct


def problems(values: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in read_struct(Document, values)[1]]


def test_every_problem_is_reported_at_once() -> None:
    assert len(problems({"gatway": {}, "store": {"url": 3}, "hosts": {"a": {"dialect": "x"}}})) == 4


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    found = problems({"hosts": {"local": {"base_url": "http://x", "dialct": "openai"}}})
    assert found == ["hosts.local.dialct is unknown. Did you mean 'dialect'?"]


def test_a_section_nothing_enforces_is_refused() -> None:
    assert problems({"policy": {"allow": ["apache-2.0"]}})[0].startswith("policy is unknown.")


def test_a_misspelt_required_key_is_one_problem_not_two() -> None:
    assert problems({"offers": {"q": {"hst": "local", "model": "m"}}}) == [
        "offers.q.hst is unknown. Did you mean 'host'?"
    ]


def test_a_key_written_inline_is_refused_without_repeating_it() -> None:
    found = problems({"hosts": {"a": {"base_url": "http://x", "key": "sk-secret"}}})
    assert found == ["hosts.a.key is not a reference. Expected 'env:NAME' or 'file:PATH'."]


def test_a_secret_under_another_name_is_told_where_secrets_live() -> None:
    found = problems({"hosts": {"a": {"base_url": "http://x", "api_key": "sk-secret"}}})
    assert "env:NAME" in found[0]
    assert "sk-secret" not in found[0]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"gateway": 3}, "gateway is '3'. Expected a table."),
        ({"gateway": {"auth": "kyes"}}, "gateway.auth is 'kyes'. Expected one of 'none', 'keys'. Did you mean 'keys'?"),
        ({"gateway": {"drain_s": 0}}, "gateway.drain_s is 0. Expected a number of more than 0 and at most 86400."),
        ({"gateway": {"drain_s": Decimal("Infinity")}}, "gateway.drain_s is Infinity. Expected a number of more"),
        ({"gateway": {"drain_s": True}}, "gateway.drain_s is a boolean. Expected a number"),
        ({"gateway": {"limits": {"headers": 1.5}}}, "gateway.limits.headers is 1.5. Expected a whole number"),
        ({"routes": {"r": {"arms": {}}}}, "routes.r.arms is a table. Expected an array."),
        ({"routes": {"r": {"arms": [3]}}}, "routes.r.arms[0] is '3'. Expected a table."),
        ({"routes": {"r r": {"arms": [], "keep": 1}}}, "routes.\"r r\".keep is unknown. Did you mean 'keep_days'?"),
        ({"offers": {"o": {"host": "h", "model": "m", "price": {"input": 1}}}}, "offers.o.price.output is missing."),
        (
            {"offers": {"o": {"host": "h", "model": "m", "price": {"input": Decimal(-1), "output": 0}}}},
            "offers.o.price.input is -1. Expected a number from 0 to 1000000.",
        ),
        (
            {"offers": {"o": {"host": "h", "model": "m", "price": {"input": Decimal("1e99999999"), "output": 0}}}},
            "offers.o.price.input is",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected(values: dict[str, Any], said: str) -> None:
    found = problems(values)
    assert len(found) == 1, found
    assert found[0].startswith(said)


def test_text_from_the_environment_may_stand_for_numbers() -> None:
    built, found = read_struct(Document, {"gateway": {"drain_s": EnvText("2.5"), "limits": {"headers": EnvText("7")}}})
    assert not found
    assert built is not None
    assert (built.gateway.drain_s, built.gateway.limits.headers) == (2.5, 7)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
sections = st.sampled_from(["gateway", "store", "telemetry", "hosts", "offers", "routes", "else"])


@given(st.dictionaries(sections, anything | st.dictionaries(st.text(max_size=5), anything, max_size=3), max_size=4))
def test_any_table_gives_settings_or_problems_never_both_or_an_exception(values: dict[str, Any]) -> None:
    built, found = read_struct(Document, values)
    assert (built is None) == bool(found)
