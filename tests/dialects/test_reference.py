"""docs/reference/dialects.md says of every field what really becomes of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deadheat.dialects.translate import translate_request
from deadheat.errors import DataError
from deadheat.facts.chat import DialectName
from deadheat.upstream.quirks import known_quirks

PAGE = (Path(__file__).parents[2] / "docs/reference/dialects.md").read_text()
SCHEMA = {"type": "object", "properties": {"x": {"type": "string"}}}
FUNCTION = {"type": "function", "function": {"name": "f", "parameters": SCHEMA}}
ASK = {"role": "user", "content": "hi"}
PNG = "data:image/png;base64,AAAA"
PDF = "data:application/pdf;base64,AAAA"


def _said(*content: dict[str, Any], role: str = "user", **more: Any) -> dict[str, Any]:
    return {"messages": [ASK, {"role": role, "content": list(content), **more}]}


def _block(**block: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}, block]}]}


CHAT: dict[str, dict[str, Any]] = {
    "`max_tokens`": {"max_tokens": 7},
    "`max_completion_tokens`": {"max_completion_tokens": 7},
    "`temperature`": {"temperature": 0.5},
    "`top_p`": {"top_p": 0.5},
    "`top_k`": {"top_k": 5},
    "`stop`": {"stop": ["x"]},
    "`seed`": {"seed": 1},
    "`presence_penalty`": {"presence_penalty": 0.5},
    "`frequency_penalty`": {"frequency_penalty": 0.5},
    "`logit_bias`": {"logit_bias": {"1": 1}},
    "`n`": {"n": 2},
    "`logprobs`": {"logprobs": True},
    "`tools`": {"tools": [FUNCTION]},
    "`tool_choice`": {"tools": [FUNCTION], "tool_choice": "required"},
    "`parallel_tool_calls`": {"tools": [FUNCTION], "parallel_tool_calls": False},
    "`response_format` (schema)": {
        "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": SCHEMA}}
    },
    "`response_format` (JSON without schema)": {"response_format": {"type": "json_object"}},
    "`reasoning_effort`": {"reasoning_effort": "low"},
    "`verbosity`": {"verbosity": "low"},
    "`stream`": {"stream": True},
    "`user`": {"user": "u"},
    "`metadata`": {"metadata": {"a": "b"}},
    "`store`": {"store": True},
    "`service_tier`": {"service_tier": "flex"},
    "`prediction`": {"prediction": {"type": "content", "content": "x"}},
    "`prompt_cache_key`": {"prompt_cache_key": "k"},
    "`modalities` (audio)": {"modalities": ["text", "audio"]},
    "`functions`": {"functions": [{"name": "f"}]},
    "`web_search_options`": {"web_search_options": {"search_context_size": "low"}},
    "`chat_template_kwargs`": {"chat_template_kwargs": {"a": 1}},
    "message: image": _said({"type": "image_url", "image_url": {"url": PNG}}),
    "message: PDF": _said({"type": "file", "file": {"file_data": PDF, "filename": "a.pdf"}}),
    "message: text file": _said(
        {"type": "file", "file": {"file_data": "data:text/plain;base64,aGk=", "filename": "a.txt"}}
    ),
    "message: audio": _said({"type": "input_audio", "input_audio": {"data": "A", "format": "wav"}}),
    "message: `name`": _said({"type": "text", "text": "x"}, name="ann"),
    "message: file of the host's": _said({"type": "file", "file": {"file_id": "f"}}),
}
TOOL = {"name": "f", "input_schema": SCHEMA}
FAILED = {"type": "tool_result", "tool_use_id": "1", "content": "no", "is_error": True}
PICTURE = {"type": "image", "source": {"type": "url", "url": "https://x"}}
PAPER = {"type": "document", "source": {"type": "text", "data": "x"}, "citations": {"enabled": True}}
MESSAGES: dict[str, dict[str, Any]] = {
    "`system`": {"system": "s"},
    "`stop_sequences`": {"stop_sequences": ["x"]},
    "`temperature`": {"temperature": 0.5},
    "`top_k`": {"top_k": 5},
    "`tools`": {"tools": [TOOL]},
    "`tools` (of Anthropic's servers)": {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
    "`tool_choice`": {"tools": [TOOL], "tool_choice": {"type": "any"}},
    "`thinking` (budget)": {"thinking": {"type": "enabled", "budget_tokens": 2048}},
    "`thinking` (disabled)": {"thinking": {"type": "disabled"}},
    "`output_config.effort`": {"output_config": {"effort": "low"}},
    "`output_config.format`": {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}},
    "`metadata.user_id`": {"metadata": {"user_id": "u"}},
    "`cache_control`": {"cache_control": {"type": "ephemeral"}},
    "`service_tier`": {"service_tier": "auto"},
    "`context_management`": {"context_management": {"edits": []}},
    "`inference_geo`": {"inference_geo": "eu"},
    "`mcp_servers`": {"mcp_servers": [{}]},
    "block: image": _block(**PICTURE),
    "block: `tool_result` that failed": {"messages": [{"role": "user", "content": [FAILED]}]},
    "block: `tool_result` with an image": {
        "messages": [{"role": "user", "content": [{**FAILED, "is_error": False, "content": [PICTURE]}]}]
    },
    "block: document with citations": _block(**PAPER),
    "block: `search_result`": _block(type="search_result", source="x", title="t", content=[]),
}
FORM = {"format": {"type": "json_schema", "name": "s", "schema": SCHEMA}}
THOUGHT = {
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "hm"}],
    "encrypted_content": "deadheat-seal:anthropic-claude-v1:s",
}
RESPONSES: dict[str, dict[str, Any]] = {
    "`instructions`": {"instructions": "s"},
    "`max_output_tokens`": {"max_output_tokens": 7},
    "`text.format`": {"text": FORM},
    "`text.verbosity`": {"text": {"verbosity": "low"}},
    "`reasoning.effort`": {"reasoning": {"effort": "low"}},
    "`top_logprobs`": {"top_logprobs": 2},
    "`tools`": {"tools": [{"type": "function", "name": "f", "parameters": SCHEMA, "strict": False}]},
    "`tools` (built in)": {"tools": [{"type": "web_search"}]},
    "`previous_response_id`": {"previous_response_id": "r"},
    "`conversation`": {"conversation": "c"},
    "`background`": {"background": True},
    "`truncation` (auto)": {"truncation": "auto"},
    "`max_tool_calls`": {"max_tool_calls": 2},
    "`store`": {"store": True},
    "`metadata`": {"metadata": {"a": "b"}},
    "`prompt_cache_key`": {"prompt_cache_key": "k"},
    "item: sealed `reasoning`": {"input": [ASK, THOUGHT, {"role": "assistant", "content": "a"}, ASK]},
    "item: `item_reference`": {"input": [{"type": "item_reference", "id": "x"}]},
}
PLAIN: dict[DialectName, dict[str, Any]] = {
    "openai_chat": {"model": "m", "messages": [ASK]},
    "anthropic_messages": {"model": "m", "max_tokens": 9, "messages": [ASK]},
    "openai_responses": {"model": "m", "input": "hi"},
}
SECTIONS: dict[str, tuple[DialectName, tuple[DialectName, DialectName], dict[str, dict[str, Any]]]] = {
    "A chat request": ("openai_chat", ("anthropic_messages", "openai_responses"), CHAT),
    "A Messages request": ("anthropic_messages", ("openai_chat", "openai_responses"), MESSAGES),
    "A Responses request": ("openai_responses", ("openai_chat", "anthropic_messages"), RESPONSES),
}


def _rows(title: str) -> dict[str, tuple[str, str]]:
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return {field: (one, two) for field, one, two in rows if field != "field" and not field.startswith("--")}


CASES = [
    (title, field, target, cells[at])
    for title, (_, targets, _samples) in SECTIONS.items()
    for field, cells in _rows(title).items()
    for at, target in enumerate(targets)
]


@pytest.mark.parametrize("title", SECTIONS)
def test_every_row_has_a_sample_and_every_sample_a_row(title: str) -> None:
    assert set(_rows(title)) == set(SECTIONS[title][2])


@pytest.mark.parametrize(("title", "field", "target", "cell"), CASES)
def test_the_cell_is_true(title: str, field: str, target: DialectName, cell: str) -> None:
    source, _, samples = SECTIONS[title]
    plain = PLAIN[source]
    body = json.dumps({**plain, **samples[field]}).encode()
    if cell == "400":
        with pytest.raises(DataError) as caught:
            translate_request(body, source, target, model="m")
        assert caught.value.where.startswith("body.")
        return
    written = translate_request(body, source, target, model="m")
    without = translate_request(json.dumps(plain).encode(), source, target, model="m")
    assert (written == without) == (cell == "dropped")
    for name in re.findall(r"^`(\w+)[`.:]", cell):
        assert f'"{name}"'.encode() in written


def test_every_quirk_is_listed() -> None:
    for quirk in known_quirks():
        until, read = quirk.last_day or "", quirk.checked or "not yet"
        assert f"| {quirk.name} | {quirk.first_day} | {until} | {read} | {quirk.source} |" in PAGE
