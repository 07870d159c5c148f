from pathlib import Path

from deadheat.facts.chat import Usage
from deadheat.gateway.request import Request
from deadheat.gateway.story import Story
from tests.gateway.harness import gateway


def _story(folder: Path, route: str = "assistant", asked: str = "asked") -> Story:
    with gateway(folder) as gate:
        story = Story(Request(10.0), gate.desk.table, "openai_chat")
        story.route = gate.desk.table.routes[route].of(asked)
    story.offer = story.route.arms[0]
    story.attempts = 1
    return story


def test_what_is_unknown_costs_null_and_never_zero(tmp_path: Path) -> None:
    story = _story(tmp_path)
    assert story.entry(10.5, 200, "", complete=True).cost_nanousd is None
    story.usage = Usage(input_tokens=10, output_tokens=5)
    assert story.entry(10.5, 200, "", complete=True).cost_nanousd == 10 * 200 + 5 * 800
    unpriced = _story(tmp_path, "*")
    unpriced.usage = Usage(input_tokens=10, output_tokens=5)
    assert unpriced.entry(10.5, 200, "", complete=True).cost_nanousd is None


def test_a_request_that_reached_no_host_costs_nothing(tmp_path: Path) -> None:
    story = _story(tmp_path)
    story.attempts = 0
    assert story.entry(10.5, 404, "model_not_found", complete=False).cost_nanousd == 0


def test_times_are_counted_from_the_first_byte_in(tmp_path: Path) -> None:
    story = _story(tmp_path)
    story.first_token = 10.25
    entry = story.entry(10.5, 200, "", complete=True)
    assert (entry.latency_us, entry.first_token_us) == (500_000, 250_000)


def test_usage_is_partial_when_the_host_did_not_finish(tmp_path: Path) -> None:
    story = _story(tmp_path)
    assert story.entry(11.0, 200, "upstream", complete=False).usage_from == "none"
    story.usage = Usage(input_tokens=1)
    assert story.entry(11.0, 200, "upstream", complete=False).usage_from == "partial"
    assert story.entry(11.0, 200, "", complete=True).usage_from == "upstream"


def test_the_model_is_the_offers_or_what_was_asked_where_it_takes_any(tmp_path: Path) -> None:
    assert _story(tmp_path).entry(11.0, 200, "", complete=True).model == "priced"
    assert _story(tmp_path, "*").entry(11.0, 200, "", complete=True).model == "asked"
