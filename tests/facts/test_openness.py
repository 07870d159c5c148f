"""The yardsticks of openness."""

from deadheat.facts.openness import Openness, Osaid


def test_a_model_nobody_judged_has_only_an_unknown_answer() -> None:
    assert Openness(osaid=Osaid(answer="unknown", because="x"), mof=None, european_index=None).mof is None
