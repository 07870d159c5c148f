"""Three yardsticks side by side."""

import pytest

from deadheat.catalog.openness import openness_of


@pytest.mark.parametrize(
    ("model", "points"),
    [("openai/gpt-oss-120b", 5.5), ("deepseek/deepseek-r1", 5.0), ("moonshotai/kimi-k2.5", 4.5), ("zhipuai/glm-5", 4.0),
     ("minimax/minimax-m2.5", 2.5), ("alibaba/qwen3.5-397b-a17b", 2.0)],
)  # fmt: skip
def test_the_points_of_the_european_index_are_the_published_ones(model: str, points: float) -> None:
    index = openness_of(model, open_weights=True).european_index
    assert index is not None
    assert (index.points, index.of) == (points, 12)


def test_a_framework_class_names_what_is_missing_for_the_next() -> None:
    mof = openness_of("deepseek/deepseek-r1", open_weights=True).mof
    assert mof is not None
    assert (mof.reached, mof.missing_for_next) == ("none", ("Data card",))


def test_weights_without_training_code_are_not_open_source_ai() -> None:
    osaid = openness_of("openai/gpt-oss-120b", open_weights=True).osaid
    assert osaid.answer == "no"
    assert openness_of("anthropic/claude-opus-4-7", open_weights=False).osaid.because == "the weights are not published"


def test_what_nobody_judged_is_unknown() -> None:
    seen = openness_of("nobody/nothing", open_weights=True)
    assert (seen.osaid.answer, seen.mof, seen.european_index) == ("unknown", None, None)
