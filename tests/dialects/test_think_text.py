"""Thoughts in tags are told apart however the text is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.think_text import Piece, ThinkSplitter, split_thinking


def _joined(pieces: list[Piece]) -> tuple[str, str]:
    return (
        "".join(p.text for p in pieces if p.kind == "thought"),
        "".join(p.text for p in pieces if p.kind == "said"),
    )


@pytest.mark.parametrize(
    ("text", "thought", "said"),
    [
        ("<think>hm</think>\n\nyes", "hm", "yes"),
        ("\n<think>\nhm\n</think>yes", "\nhm\n", "yes"),
        ("plain < answer", "", "plain < answer"),
        ("later <think>x</think>", "", "later <think>x</think>"),
        ("<think>never closed", "never closed", ""),
        ("<think>a</thin</think>b", "a</thin", "b"),
        ("<think></think>b", "", "b"),
        ("<thin", "", "<thin"),
        ("  ", "", "  "),
        ("", "", ""),
    ],
)
def test_only_a_tag_at_the_head_counts(text: str, thought: str, said: str) -> None:
    assert _joined(split_thinking(text)) == (thought, said)
    splitter = ThinkSplitter()
    pieces = [piece for letter in text for piece in splitter.feed(letter)] + splitter.close()
    assert _joined(pieces) == (thought, said)


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "a", " ", "</", "think>"]), max_size=12), st.data())
def test_any_cut_gives_the_same(tokens: list[str], data: st.DataObject) -> None:
    text = "".join(tokens)
    at = data.draw(st.integers(0, len(text)))
    splitter = ThinkSplitter()
    pieces = splitter.feed(text[:at]) + splitter.feed(text[at:]) + splitter.close()
    assert _joined(pieces) == _joined(split_thinking(text))
