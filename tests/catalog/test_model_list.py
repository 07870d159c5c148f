"""Models by what one needs of them; an unknown fact never passes."""

from datetime import date
from functools import cache

import pytest

from deadheat.catalog.book import Catalogue, open_catalogue
from deadheat.catalog.model_list import ModelFilter, claims_answer, family_of, list_models, region_passes
from deadheat.facts.catalogue import ModelList
from deadheat.facts.model import Claim

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 23)


@cache
def _book() -> Catalogue:
    return open_catalogue()


@cache
def _all() -> ModelList:
    return list_models(_book(), ModelFilter(on=DAY))


def _list(**wanted: object) -> ModelList:
    return list_models(_book(), ModelFilter(on=DAY, **wanted))  # type: ignore[arg-type]  # the parametrisation names fields


@pytest.mark.parametrize(
    "wanted",
    [
        {"text": "kimi"},
        {"open_weights": True},
        {"open_weights": False},
        {"licence": "mit"},
        {"may": ("commercial",)},
        {"may": ("uncapped",)},
        {"may": ("par83",)},
        {"lab": "zhipuai"},
        {"lab_country": "FR"},
        {"host": "deepinfra"},
        {"host_country": "FR"},
        {"region": "EU"},
        {"max_input_nanousd": 100_000_000},
        {"max_output_nanousd": 100_000_000},
        {"min_context": 1_000_000},
        {"tools": True},
        {"reasoning": True},
        {"modality": "audio"},
        {"alive_days": 365},
    ],
)
def test_every_filter_matters(wanted: dict[str, object]) -> None:
    kept = _list(**wanted)
    assert kept.models
    offers, everything = sum(r.offers for r in kept.models), sum(r.offers for r in _all().models)
    assert len(kept.models) < len(_all().models) or offers < everything
    assert {row.model for row in kept.models} <= {row.model for row in _all().models}
    assert kept.filters == tuple(f"{name} = {value}" for name, value in wanted.items())


def test_filters_together_keep_no_more_than_each_alone() -> None:
    both = {r.model for r in _list(open_weights=True, min_context=1_000_000).models}
    assert both <= {r.model for r in _list(open_weights=True).models}
    assert both <= {r.model for r in _list(min_context=1_000_000).models}


def test_unknown_facts_are_left_out_and_counted() -> None:
    kept = _list(lab_country="CN")
    assert kept.unknown > 0
    assert all("CN" in row.lab_hq for row in kept.models)


def test_the_cheapest_host_is_neither_aggregator_nor_plan_nor_free() -> None:
    for row in _all().models:
        if row.cheapest_host:
            assert row.input_nanousd_per_mtok
            kind = _book().hosts[row.cheapest_host].kind if row.cheapest_host in _book().hosts else "platform"
            assert kind not in ("aggregator", "plan")


def test_who_asks_for_a_price_sees_the_one_that_passed() -> None:
    for row in _list(max_input_nanousd=10**9).models:
        assert row.cheapest_host
        assert 0 < (row.input_nanousd_per_mtok or 0) <= 10**9


def test_a_region_holds_its_countries_whatever_a_cloud_calls_them() -> None:
    def passing(region: str) -> set[str]:
        return {o.region for o in _book().offers() if o.region and region_passes(o, (), region)}

    assert {"eu", "eu-central-1", "eu-west-3"} <= passing("EU")
    assert not passing("EU") & {"eu-west-2", "us", "global", "regional"}  # eu-west-2 is London
    assert passing("GB") == {"eu-west-2"}


def test_newest_models_come_first() -> None:
    released = [row.released for row in _all().models]
    assert released == sorted(released, reverse=True)


def test_claims_answer_yes_no_or_unknown() -> None:
    claim = Claim(value="SG", source="s", as_of=DAY, evidence="R")
    assert claims_answer((claim,), "sg") is True
    assert claims_answer((claim,), "CN") is False
    assert claims_answer((), "CN") is None


@pytest.mark.parametrize(
    ("family", "labs", "begins"),
    [
        ("llama", {"meta"}, "llama"),
        ("gpt-oss", {"openai"}, "gpt-oss"),
        ("qwen", {"alibaba"}, "qwen"),
        ("grok", {"xai"}, "grok"),
    ],
)
def test_a_family_is_that_of_its_lab(family: str, labs: set[str], begins: str) -> None:
    rows = family_of(_book(), _list(text=family), family).models
    assert {row.lab for row in rows} == labs
    assert all(row.model.split("/")[1].startswith(begins) for row in rows)


def test_a_name_that_is_no_labs_family_keeps_every_model_that_holds_it() -> None:
    found = _list(text="coder")
    assert family_of(_book(), found, "coder") == found


def test_an_unknown_licence_says_why_in_its_row() -> None:
    rows = {row.model: row for row in _all().models}
    assert "not open" in rows["openai/gpt-6-luna"].licence_reason
    assert "does not know" in rows["zhipuai/glm-5.3"].licence_reason
    assert rows["deepseek/deepseek-r1"].licence_reason == ""


def test_the_cheapest_offer_states_an_output_price_where_any_does() -> None:
    luna = next(row for row in _all().models if row.model == "openai/gpt-6-luna")
    assert (luna.input_nanousd_per_mtok, luna.output_nanousd_per_mtok) == (100_000_000, 500_000_000)
