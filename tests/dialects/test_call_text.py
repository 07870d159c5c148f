"""Tool calls that a server leaves in the text are calls, in any cut, and what is none stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.call_text import CallSplitter, CallTags, WrittenCall, split_calls, written_calls
from tests.dialects.strategies import cuts

KIMI = (
    "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>"
    '{"city": "Rome"}<|tool_call_end|><|tool_call_begin|>functions.get_time:1<|tool_call_argument_begin|>'
    "<|tool_call_end|><|tool_calls_section_end|>"
)
HERMES = '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Rome", "days": [1]}}\n</tool_call>'
CODER = (
    "<tool_call>\n<function=run>\n<parameter=code>\na < b\n\n</parameter>\n"
    "<parameter=n>\n3\n</parameter>\n</function>\n</tool_call>"
)
GLM = (
    "<tool_call>find\n<arg_key>where</arg_key>\n<arg_value>Rome</arg_value>\n"
    '<arg_key>how</arg_key>\n<arg_value>{"deep": [1, null]}</arg_value>\n</tool_call>'
)
MINIMAX = (
    '<minimax:tool_call><invoke name="a">\n<parameter name="x">1</parameter>\n</invoke>'
    '<invoke name="b"></invoke></minimax:tool_call>'
)
FAMILIES: list[tuple[CallTags, str, list[WrittenCall]]] = [
    (
        "kimi",
        KIMI,
        [
            WrittenCall("get_weather", '{"city": "Rome"}', "functions.get_weather:0"),
            WrittenCall("get_time", "{}", "functions.get_time:1"),
        ],
    ),
    ("tool_call", HERMES, [WrittenCall("get_weather", '{"city": "Rome", "days": [1]}')]),
    ("tool_call", CODER, [WrittenCall("run", '{"code":"a < b\\n","n":3}')]),
    ("tool_call", GLM, [WrittenCall("find", '{"where":"Rome","how":{"deep": [1, null]}}')]),
    ("tool_call", "<tool_call>list_files</tool_call>", [WrittenCall("list_files", "{}")]),
    ("minimax", MINIMAX, [WrittenCall("a", '{"x":1}'), WrittenCall("b", "{}")]),
]
families = pytest.mark.parametrize(("tags", "text", "calls"), FAMILIES)


@families
def test_each_familys_form_is_read(tags: CallTags, text: str, calls: list[WrittenCall]) -> None:
    assert split_calls(f"Let me look.\n{text}\n", tags) == ["Let me look.\n", *calls]
    assert split_calls(f"{text}\n{text} done", tags) == [*calls, *calls, "done"]


@given(st.sampled_from(FAMILIES), st.data())
def test_the_cut_makes_no_difference(family: tuple[CallTags, str, list[WrittenCall]], data: st.DataObject) -> None:
    tags, text, _ = family
    whole = f"a <b> {text} c {text}<tool"
    splitter = CallSplitter(tags)
    pieces = [piece for part in data.draw(cuts(whole.encode())) for piece in splitter.feed(part.decode())]
    pieces += splitter.close()
    said = "".join(piece for piece in pieces if isinstance(piece, str))
    expected = split_calls(whole, tags)
    assert said == "".join(piece for piece in expected if isinstance(piece, str))
    assert [p for p in pieces if not isinstance(p, str)] == [p for p in expected if not isinstance(p, str)]


@pytest.mark.parametrize(
    "text",
    [
        "<tool_call>",
        "<tool_call>{not json}</tool_call>",
        "<tool_call>some words of text</tool_call>",
        "a <tool_cal",
        "</tool_call>",
    ],
)
def test_what_is_no_call_stays_as_it_was(text: str) -> None:
    assert "".join(str(piece) for piece in split_calls(text, "tool_call")) == text


@given(st.text(alphabet='<tool_call>/{}|kfnc= \n"', max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(list(written_calls(text)), list)
