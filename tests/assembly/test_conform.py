"""The suite reaches a host over a real socket and tells a broken one from one that lacks an extra."""

from datetime import date

import pytest

from deadheat.assembly.conform import CLIENTS, ceiling_nanousd, requests_of, run_probes, subject_of
from deadheat.dialects.conformance import PROBES, Finding
from deadheat.facts.route import Host, HostDialect, TokenPrice
from deadheat.upstream.fake import running

TODAY = date(2026, 11, 23)


def _run(model: str, dialect: HostDialect = "openai", timeout_s: float = 20.0) -> dict[tuple[str, str], Finding]:
    told: list[Finding] = []
    with running() as fake:
        base_url = fake.url + ("/v1" if dialect == "openai" else "")
        subject = subject_of(Host(name="fake", base_url=base_url, dialect=dialect), model, on=TODAY)
        found = run_probes(subject, CLIENTS, {}, timeout_s=timeout_s, told=told.append)
    assert found == told
    assert len(found) == requests_of(CLIENTS)
    return {(f.client, f.probe): f for f in found}


@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
def test_a_good_host_passes_whatever_the_client_speaks(dialect: HostDialect) -> None:
    found = _run("plain", dialect)
    needed = [probe.name for probe in PROBES if probe.needed] + ["tool call", "tool call, streamed", "tool result"]
    for client in CLIENTS:
        for name in needed:
            assert found[client, name].outcome == "pass", found[client, name]


def test_a_host_that_thinks_shows_its_reasoning_to_every_client() -> None:
    found = _run("reasons")
    assert {found[client, "reasoning"].outcome for client in CLIENTS} == {"pass"}
    assert {found[client, "reasoning off"].outcome for client in CLIENTS} == {"fail"}


@pytest.mark.parametrize("model", ["fails", "garbage", "resets", "cuts-stream", "garbage-json"])
def test_a_broken_host_fails(model: str) -> None:
    found = _run(model)
    assert any(f.outcome == "fail" for f in found.values())
    assert found["openai_chat", "stream"].outcome == "fail" or model == "garbage-json"


@pytest.mark.slow
def test_a_silent_host_is_waited_for_only_so_long() -> None:
    found = _run("stalls", timeout_s=0.05)
    assert "within 0.05 s" in found["openai_chat", "answer"].seen


def test_the_ceiling_grows_with_the_clients_and_is_unknown_without_a_price() -> None:
    price = TokenPrice(input_nanousd_per_mtok=200_000_000, output_nanousd_per_mtok=800_000_000)
    one, all_three = ceiling_nanousd(price, CLIENTS[:1]), ceiling_nanousd(price, CLIENTS)
    assert one is not None
    assert all_three is not None
    assert 0 < one < all_three < 100_000_000
    assert ceiling_nanousd(None, CLIENTS) is None


def test_what_is_known_of_the_host_is_named() -> None:
    host = Host(name="d", base_url="https://api.deepseek.com/v1", dialect="openai")
    subject = subject_of(host, "deepseek-v4-pro", on=TODAY)
    assert subject.traits.echo == "reasoning_content"
    assert subject.quirks
