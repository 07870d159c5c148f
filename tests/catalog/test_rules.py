"""What follows from clauses for an organisation."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from deadheat.catalog.licences import check_licence, licences
from deadheat.catalog.rules import eu_par83, worst
from deadheat.facts.licence import Organisation, Outcome

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "licences_par83.json").read_text())
SMALL = Organisation(
    domicile="US", users_month=10, revenue_usd_month=10, revenue_usd_12m=100, maas_revenue_usd_12m=0, role="product"
)


@pytest.mark.parametrize(("licence", "grade"), GOLDEN["par83"].items())
def test_paragraph_83_follows_from_the_clauses(licence: str, grade: str) -> None:
    assert eu_par83(licences()[licence])[0] == grade


def test_every_licence_of_the_table_is_judged() -> None:
    assert set(GOLDEN["par83"]) == set(licences())


def _outcome(licence: str, who: Organisation) -> Outcome:
    return check_licence(licences()[licence], who).outcome


@pytest.mark.parametrize(
    ("licence", "change", "outcome"),
    [
        ("mit", {}, "ok"),
        ("mit", {"distributes_weights": True}, "obligations"),
        ("kimi-k3", {}, "ok"),
        ("kimi-k3", {"maas_revenue_usd_12m": None, "revenue_usd_12m": None}, "unknown"),
        ("kimi-k3", {"maas_revenue_usd_12m": None, "revenue_usd_12m": 20_000_001}, "unknown"),
        ("kimi-k3", {"maas_revenue_usd_12m": None, "revenue_usd_12m": 20_000_000}, "ok"),
        ("kimi-k3", {"maas_revenue_usd_12m": 20_000_001, "revenue_usd_12m": None}, "blocked"),
        ("kimi-k3", {"maas_revenue_usd_12m": 20_000_000, "revenue_usd_12m": None}, "ok"),
        ("minimax-community", {"revenue_usd_month": 20_000_001, "revenue_usd_12m": None}, "blocked"),
        ("minimax-community", {"revenue_usd_month": 20_000_000, "revenue_usd_12m": None}, "unknown"),
        ("moonshot-modified-mit", {"revenue_usd_month": None, "revenue_usd_12m": 20_000_000}, "ok"),
        ("moonshot-modified-mit", {"revenue_usd_month": None, "revenue_usd_12m": 20_000_001}, "unknown"),
        ("tencent-hunyuan", {"domicile": "uk"}, "blocked"),
        ("kimi-k3", {"users_month": 100_000_001}, "obligations"),
        ("kimi-k3", {"role": "distiller"}, "unknown"),
        ("qwen-2024", {"users_month": 100_000_001}, "blocked"),
        ("tongyi-qianwen-2023", {"role": "distiller"}, "blocked"),
        ("llama-3.1", {"role": "distiller"}, "obligations"),
        ("llama-3", {"role": "distiller"}, "blocked"),
        ("llama-4", {"domicile": "DE"}, "obligations"),
        ("llama-4", {"domicile": "DE", "uses_images": True}, "blocked"),
        ("llama-4", {"domicile": None, "uses_images": True}, "unknown"),
        ("tencent-hunyuan", {"domicile": "GB"}, "blocked"),
        ("tencent-hunyuan", {"domicile": "US", "users_month": 1_000_000}, "ok"),
        ("tencent-hunyuan", {"domicile": "US", "users_month": 1_000_001}, "unknown"),
        ("tencent-hunyuan", {"domicile": "US", "users_month": 100_000_001}, "blocked"),
        ("minimax-m2.7", {}, "blocked"),
        ("minimax-m2.7", {"commercial": False}, "obligations"),
        ("minimax-community", {"revenue_usd_12m": 20_000_001}, "blocked"),
        ("mistral-modified-mit", {"revenue_usd_month": 20_000_001, "revenue_usd_12m": None}, "blocked"),
        ("mistral-research", {}, "blocked"),
        ("moonshot-modified-mit", {"revenue_usd_month": 20_000_001, "revenue_usd_12m": None}, "obligations"),
        ("minimax-mit-variant", {"role": "internal"}, "ok"),
        ("minimax-mit-variant", {}, "obligations"),
        ("gemma", {"role": "distiller"}, "obligations"),
    ],
)
def test_the_outcome_is_that_of_the_worst_clause(licence: str, change: dict[str, object], outcome: Outcome) -> None:
    assert _outcome(licence, replace(SMALL, **change)) == outcome


def test_every_finding_names_clause_source_and_evidence() -> None:
    for licence in licences().values():
        for finding in check_licence(licence, Organisation()).findings:
            assert finding.says
            assert finding.source
            assert finding.because


def test_blocked_wins_over_unknown_over_obligations_over_ok() -> None:
    assert worst(("ok", "obligations", "unknown", "blocked")) == "blocked"
    assert worst(("ok", "obligations", "unknown")) == "unknown"
    assert worst(()) == "unknown"


SIZES = st.one_of(st.none(), st.integers(0, 10**10))


@given(SIZES, SIZES, SIZES, st.sampled_from(sorted(licences())))
def test_growing_never_makes_a_licence_more_permissive(a: int | None, b: int | None, c: int | None, name: str) -> None:
    order = ["ok", "obligations", "blocked"]
    part = b if b is None or c is None else min(b, c)
    small = Organisation(
        domicile="US", users_month=a, revenue_usd_month=part, revenue_usd_12m=c, maas_revenue_usd_12m=part
    )
    large = Organisation(
        domicile="US",
        users_month=10**12,
        revenue_usd_month=10**12,
        revenue_usd_12m=10**12,
        maas_revenue_usd_12m=10**12,
    )
    before, after = _outcome(name, small), _outcome(name, large)
    assert before == "unknown" or order.index(before) <= order.index(after)


def test_a_size_that_another_bounds_says_so() -> None:
    who = Organisation(users_month=10, revenue_usd_12m=1_000_000)
    because = {f.kind: f.because for f in check_licence(licences()["kimi-k3"], who).findings}
    assert because["cap"].startswith("at most 1,000,000 USD revenue from model as a service")
    assert "at most 1,000,000 USD revenue a month" in because["attribution"]


@given(st.integers(0, 10**10), SIZES, st.sampled_from(sorted(licences())))
def test_giving_what_was_bounded_never_contradicts_the_bound(year: int, users: int | None, name: str) -> None:
    bounded = Organisation(domicile="US", users_month=users, revenue_usd_12m=year)
    told = replace(bounded, revenue_usd_month=year // 12, maas_revenue_usd_12m=year // 2)
    before = _outcome(name, bounded)
    assert before in ("unknown", _outcome(name, told))
