"""One wish about thinking reaches every family in its own field."""

import json
from typing import get_args

import pytest

from deadheat.dialects.body import fields_of
from deadheat.dialects.chat_request_writer import write_chat_request
from deadheat.dialects.spoken import CHAT
from deadheat.dialects.thinking_switch import budget_of, effort_of, switched, thinking_fields
from deadheat.dialects.traits import ThinkingSwitch, Traits
from deadheat.errors import DataError
from deadheat.facts.chat import ChatRequest, Thinking

OFF, HIGH, BUDGET = Thinking(effort="none"), Thinking(effort="high"), Thinking(budget_tokens=2000)


@pytest.mark.parametrize(
    ("thinking", "effort"),
    [
        (None, None),
        (OFF, "none"),
        (BUDGET, "low"),
        (Thinking(budget_tokens=10_000), "medium"),
        (Thinking(budget_tokens=30_000), "high"),
        (Thinking(adaptive=True), None),
        (Thinking(effort="max", budget_tokens=1), "max"),
    ],
)
def test_a_budget_becomes_an_effort(thinking: Thinking | None, effort: str | None) -> None:
    assert effort_of(thinking) == effort


def test_an_effort_becomes_a_budget() -> None:
    assert budget_of(BUDGET) == 2000
    assert budget_of(Thinking(effort="low")) < budget_of(HIGH)
    assert budget_of(Thinking(adaptive=True)) == budget_of(Thinking(effort="medium"))


@pytest.mark.parametrize(
    ("switch", "off", "high"),
    [
        ("reasoning_effort", {"reasoning_effort": "none"}, {"reasoning_effort": "high"}),
        ("thinking", {"thinking": {"type": "disabled"}}, {"thinking": {"type": "enabled"}}),
        (
            "thinking_effort",
            {"thinking": {"type": "disabled"}},
            {"thinking": {"type": "enabled"}, "reasoning_effort": "high"},
        ),
        ("enable_thinking", {"enable_thinking": False}, {"enable_thinking": True}),
        (
            "template",
            {"chat_template_kwargs": {"enable_thinking": False}},
            {"chat_template_kwargs": {"enable_thinking": True}},
        ),
        (
            "template_thinking",
            {"chat_template_kwargs": {"thinking": False}},
            {"chat_template_kwargs": {"thinking": True}},
        ),
        ("reasoning", {"reasoning": {"enabled": False}}, {"reasoning": {"effort": "high"}}),
        ("none", {}, {}),
    ],
)
def test_every_switch_says_off_and_on(switch: ThinkingSwitch, off: dict[str, object], high: dict[str, object]) -> None:
    traits = Traits(thinking=switch)
    assert thinking_fields(OFF, traits) == off
    assert thinking_fields(HIGH, traits) == high
    assert thinking_fields(None, traits) == {}
    written = json.loads(write_chat_request(ChatRequest(model="m", messages=(), thinking=HIGH), traits))
    assert {name: value for name, value in written.items() if name not in ("model", "messages")} == high


def test_budgets_are_sent_where_the_host_knows_them() -> None:
    assert thinking_fields(BUDGET, Traits(thinking="enable_thinking"))["thinking_budget"] == 2000
    assert thinking_fields(BUDGET, Traits(thinking="reasoning")) == {"reasoning": {"max_tokens": 2000}}


@pytest.mark.parametrize("switch", get_args(ThinkingSwitch))
def test_a_passing_body_keeps_all_but_the_switch(switch: ThinkingSwitch) -> None:
    body = b'{"model":"a","messages":[{}],"reasoning_effort":"none","x":1}'
    after = json.loads(CHAT.rewrite(body, fields_of(body), model="b", traits=Traits(thinking=switch)))
    assert after["x"] == 1
    expected = thinking_fields(OFF, Traits(thinking=switch))
    assert {name: after[name] for name in expected} == expected
    assert ("reasoning_effort" in after) == (switch in ("reasoning_effort", "budget"))


def test_the_hosts_own_switch_wins_over_the_effort() -> None:
    body = b'{"model":"a","messages":[{}],"reasoning_effort":"none","thinking":{"type":"enabled"}}'
    after = json.loads(CHAT.rewrite(body, fields_of(body), model="b", traits=Traits(thinking="thinking")))
    assert after["thinking"] == {"type": "enabled"}


def test_nothing_is_touched_without_a_wish() -> None:
    assert switched({}, Traits(thinking="thinking")) == {}
    body = b'{"model":"a","messages":[{}]}'
    assert CHAT.rewrite(body, fields_of(body), model="a", traits=Traits(thinking="thinking")) == body


def test_an_unknown_effort_is_named() -> None:
    body = b'{"model":"a","messages":[{}],"reasoning_effort":"heroic"}'
    with pytest.raises(DataError) as caught:
        CHAT.rewrite(body, fields_of(body), model="a", traits=Traits(thinking="thinking"))
    assert caught.value.where == "body.reasoning_effort"
