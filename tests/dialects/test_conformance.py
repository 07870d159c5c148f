"""Each probe passes on the answer it asks for and fails on the mistakes hosts make."""

import json

import pytest

from deadheat.dialects.conformance import EXTRAS, PROBES, Probe, error_finding, finding, refusal
from deadheat.dialects.exchange import Heard, say
from deadheat.dialects.traits import Traits
from deadheat.facts.chat import ToolCall, Usage

BY_NAME = {probe.name: probe for probe in PROBES}
USAGE = Usage(input_tokens=9, output_tokens=3)
CALL = ToolCall(id="1", name="get_weather", arguments='{"city":"Paris"}')
GOOD = {
    "answer": Heard(text="Hello.", finish="stop", usage=USAGE),
    "usage": Heard(text="Hello.", finish="stop", usage=USAGE),
    "stream": Heard(text="Hello.", finish="stop"),
    "stream usage": Heard(text="Hello.", finish="stop", usage=USAGE),
    "system": Heard(text="Bonjour.", finish="stop"),
    "temperature": Heard(text="Hello.", finish="stop"),
    "tool call": Heard(calls=(CALL,), finish="tool_calls"),
    "tool call, streamed": Heard(calls=(CALL,), finish="tool_calls"),
    "parallel tool calls": Heard(calls=(CALL, CALL), finish="tool_calls"),
    "tool result": Heard(text="Clear, 21 degrees.", finish="stop"),
    "JSON schema": Heard(text='{"city":"Rome","country":"Italy"}', finish="stop"),
    "reasoning": Heard(text="391", reasoning="17 times 20 ...", finish="stop"),
    "reasoning off": Heard(text="Hello.", finish="stop"),
}


def test_every_probe_has_a_good_answer_here_and_a_name_of_its_own() -> None:
    assert set(GOOD) == set(BY_NAME)
    assert len(BY_NAME) == len(PROBES)
    assert set(BY_NAME) >= EXTRAS


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_a_good_answer_passes_and_an_empty_one_does_not(probe: Probe) -> None:
    assert finding(probe, "c", GOOD[probe.name]).outcome == "pass"
    assert finding(probe, "c", Heard(ended=False)).outcome != "pass"


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
@pytest.mark.parametrize("client", ["openai_chat", "openai_responses", "anthropic_messages"])
def test_every_client_can_ask_every_host(probe: Probe, client: str) -> None:
    for host in ("openai_chat", "anthropic_messages"):
        assert say(probe.request, client, host, model="m", traits=Traits())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "heard", "seen"),
    [
        ("answer", Heard(text=" \n", finish="stop"), "no text"),
        ("usage", Heard(text="Hello."), "no usage"),
        ("usage", Heard(text="Hello.", usage=Usage(input_tokens=9)), "cannot be true"),
        ("stream", Heard(text="Hello.", finish="stop", ended=False), "without its end"),
        ("stream", Heard(text="Hello."), "without its end"),
        ("stream", Heard(text="Hello.", finish="stop", error="overloaded"), "overloaded"),
        ("tool call", Heard(text="I cannot.", finish="stop"), "no tool was called"),
        ("tool call", Heard(calls=(CALL,), finish="stop"), "ended with 'stop'"),
        ("tool call", Heard(calls=(ToolCall(id="1", name="get_weather", arguments='{"city"'),)), "no JSON object"),
        ("tool call", Heard(calls=(ToolCall(id="1", name="weather", arguments="{}"),)), "it called 'weather'"),
        ("parallel tool calls", Heard(calls=(CALL,), finish="tool_calls"), "1 call of 2"),
        ("JSON schema", Heard(text="```json\n{}\n```"), "no JSON object"),
        ("JSON schema", Heard(text='{"capital":"Rome"}'), "fields ['capital']"),
        ("reasoning off", Heard(text="Hello.", reasoning="hm"), "although told not to"),
        ("reasoning off", Heard(text="Hello.", usage=Usage(reasoning_tokens=40)), "40 tokens"),
    ],
)
def test_the_mistakes_of_hosts_are_named(name: str, heard: Heard, seen: str) -> None:
    found = finding(BY_NAME[name], "c", heard)
    assert found.outcome == ("unsupported" if name in EXTRAS else "fail")
    assert seen in found.seen


def test_a_clear_refusal_of_an_extra_is_no_failure() -> None:
    assert refusal(BY_NAME["JSON schema"], "c", "400", is_clear=True).outcome == "unsupported"
    assert refusal(BY_NAME["JSON schema"], "c", "500", is_clear=False).outcome == "fail"
    assert refusal(BY_NAME["answer"], "c", "400", is_clear=True).outcome == "fail"


@pytest.mark.parametrize(
    ("status", "body", "anthropic", "outcome"),
    [
        (404, {"error": {"message": "no such model"}}, False, "pass"),
        (404, {"type": "error", "error": {"type": "not_found_error", "message": "no"}}, True, "pass"),
        (404, {"error": {"message": "no such model"}}, True, "fail"),
        (404, {"detail": "Not Found"}, False, "fail"),
        (200, {}, False, "unsupported"),
    ],
)
def test_errors_are_judged_by_their_shape(status: int, body: object, anthropic: bool, outcome: str) -> None:
    assert error_finding(status, json.dumps(body).encode(), is_anthropic=anthropic).outcome == outcome
    assert error_finding(500, b"<html>", is_anthropic=anthropic).outcome == "fail"
