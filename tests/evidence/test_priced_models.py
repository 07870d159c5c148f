"""Names of the capability table meet offers of the catalogue."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from deadheat.evidence.priced_models import as_usage, catalogue_names, price_models
from deadheat.evidence.public_evidence import read_fitted
from deadheat.facts.frontier import Workload

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_names_resolve_and_older_releases_do_not_borrow_an_offer() -> None:
    names = catalogue_names(
        ["Kimi K3", "DeepSeek-R1 (May 2025)", "Claude 3.5 Sonnet", "Gemini 2.5 Pro (Jun 2025)", "PaLM 2-L"]
    )
    assert names["Kimi K3"] == "moonshotai/kimi-k3"
    assert names["DeepSeek-R1 (May 2025)"] == "deepseek/deepseek-r1-0528"
    assert names["Gemini 2.5 Pro (Jun 2025)"] == "google/gemini-2.5-pro"
    assert names["Claude 3.5 Sonnet"] == "anthropic/claude-3-5-sonnet-20240620"
    assert names["PaLM 2-L"] == "google/palm-2-l"


def test_every_model_of_the_capability_table_has_its_own_place_in_the_catalogue() -> None:
    names = catalogue_names(row.model for row in read_fitted())
    assert len(names) == 222
    assert [name for name, model in names.items() if model is None] == []
    same = [model for model, count in Counter(names.values()).items() if count > 1]
    assert same == []


def test_the_cheapest_direct_offer_counts_and_plans_never_do() -> None:
    sheet = price_models(["Kimi K3", "GPT-5", "no such model", "Falcon-7B"], Workload(), NOON)
    assert set(sheet.offers) == {"Kimi K3", "GPT-5"}
    assert sheet.unresolved == ("no such model",)
    assert sheet.unpriced == ("Falcon-7B",)
    for found in sheet.offers.values():
        assert found.offer.host_kind in ("lab", "platform", "regional")
        assert 0 < found.usd <= found.usd_highest
        assert found.n_offers >= 1


def test_aggregators_never_make_it_dearer() -> None:
    direct = price_models(["Kimi K3"], Workload(), NOON).offers["Kimi K3"]
    every = price_models(["Kimi K3"], Workload(), NOON, hosts=("lab", "platform", "regional", "aggregator")).offers[
        "Kimi K3"
    ]
    assert every.usd <= direct.usd
    assert every.n_offers >= direct.n_offers


def test_every_part_of_the_workload_moves_the_price() -> None:
    base = price_models(["GPT-5"], Workload(), NOON).offers["GPT-5"].usd
    for other in (Workload(input_mtok=2000), Workload(output_mtok=200), Workload(cached=0.0)):
        assert price_models(["GPT-5"], other, NOON).offers["GPT-5"].usd > base


def test_a_month_becomes_tokens_and_requests() -> None:
    usage = as_usage(Workload(input_mtok=1, output_mtok=0.5, cached=0.25, prompt_tokens=1000))
    assert (usage.input_tokens, usage.cache_read_tokens, usage.output_tokens) == (1_000_000, 250_000, 500_000)
    assert usage.prompt_tokens == 1000


@pytest.mark.parametrize("name", ["", "no such model at all"])
def test_nonsense_names_are_unresolved(name: str) -> None:
    assert catalogue_names([name]) == {name: None}


def test_an_offer_whose_context_is_shorter_than_the_prompt_does_not_count() -> None:
    names = ["Mistral NeMo", "GPT-5.6 Luna"]
    assert set(price_models(names, Workload(prompt_tokens=100_000), NOON).offers) == set(names)
    assert set(price_models(names, Workload(prompt_tokens=500_000), NOON).offers) == {"GPT-5.6 Luna"}
