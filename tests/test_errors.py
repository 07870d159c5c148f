"""The tree of exceptions keeps its word."""

import pytest

from deadheat import errors
from deadheat.errors import ConfigError, DataError, DeadheatError, did_you_mean, nearest


def _tree(root: type[DeadheatError]) -> list[type[DeadheatError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in _tree(child))]


@pytest.mark.parametrize("kind", _tree(DeadheatError))
def test_docstring_draws_every_exception(kind: type[DeadheatError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


def test_codes_are_distinct() -> None:
    codes = [kind.code for kind in _tree(DeadheatError)]
    assert len(codes) == len(set(codes))


def test_message_says_where_what_and_what_to_do() -> None:
    error = DataError("score is 'x'.", where="a.csv:3", hint="Use a number.")
    assert str(error) == "a.csv:3: score is 'x'. Use a number."
    assert (error.exit_code, ConfigError("x").exit_code) == (1, 2)


def test_near_names_are_offered_and_far_ones_listed() -> None:
    known = ["kimi-k2.6", "glm-5", "gpt-5.2"]
    assert nearest("kimi-k26", known)[0] == "kimi-k2.6"
    assert did_you_mean("GLM5", known) == "Did you mean 'glm-5'?"
    assert did_you_mean("zzz", known) == "There is 'kimi-k2.6', 'glm-5', 'gpt-5.2'."
    assert did_you_mean("zzz", []) == ""


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("hle", ["HEL"]),
        (" Score", ["score"]),
        ("kimi", ["kimi-k2.6"]),
        ("gpt-5.2-2025-12-11-high", ["gpt-5.2"]),
        ("nosuchmodel", []),
        ("", []),
    ],
)
def test_only_a_misspelling_a_cut_or_an_addition_is_near(asked: str, meant: list[str]) -> None:
    assert nearest(asked, ["HEL", "score", "kimi-k2.6", "gpt-5.2", "usdcode", "gemini-2.5-pro"]) == meant
