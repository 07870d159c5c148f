"""The page stands alone, says the same as the numbers, and trusts no name."""

import re

import msgspec
import pytest

from deadheat.facts.call import Call
from deadheat.facts.verdict import Verdict
from deadheat.report.verdict_page import answer_in_words, cost_in_words, p_in_words, tasks_in_words, verdict_page
from tests.report.conftest import compared


@pytest.fixture
def page(verdict: Verdict) -> str:
    return verdict_page(verdict, command="deadheat verdict answers.csv --incumbent old")


def test_the_page_needs_no_network_and_runs_no_script(page: str) -> None:
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)=|url\(|@import|<script""", page)


def test_names_are_escaped(page: str) -> None:
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "kimi &amp; co" in page


def test_it_shows_calls_intervals_costs_method_hash_command_and_what_was_left_out(page: str) -> None:
    for text in (
        "dead heat (just ahead)",
        "+3.0 pp [-3.0, +9.0]",
        "$0.00500",
        "0.25x [0.20, 0.30]",
        "0.10x",
        "paired z over items",
        "ab" * 32,
        "deadheat verdict answers.csv --incumbent old",
        "1,234 items of law for glm",
        "fixed: valid for one look",
        "multiplicity: 5 comparisons",
    ):
        assert text in page, text


def test_it_reads_in_light_and_dark_and_on_paper(page: str) -> None:
    assert "color-scheme: light dark" in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_the_picture_is_hidden_from_screen_readers_and_a_table_follows(page: str) -> None:
    assert page.index('aria-hidden="true"') < page.index("<table>")


@pytest.mark.parametrize(
    ("index", "call", "words"),
    [
        (0, "dead_heat", "is in a dead heat with"),
        (1, "ahead", "is ahead of"),
        (2, "behind", "is behind"),
        (3, "open", "cannot be told from .* yet, nor called a dead heat; about 300 more items would settle it"),
    ],
)
def test_the_sentence_follows_the_call(verdict: Verdict, index: int, call: Call, words: str) -> None:
    comparison = verdict.comparisons[index]
    assert comparison.call == call
    assert re.search(words, answer_in_words(verdict, comparison))


def test_an_overall_call_hides_no_task(verdict: Verdict, page: str) -> None:
    told = "By task: ahead on code; dead heat on maths; behind on law."
    assert tasks_in_words(verdict, "kimi & co") == told
    assert tasks_in_words(verdict, "glm") == ""
    assert told in page
    many = tuple(compared(f"task {i}", 0.2, 0.05) for i in range(9))
    crowded = msgspec.structs.replace(verdict, comparisons=many)
    assert tasks_in_words(crowded, "kimi & co").endswith("task 4, task 5, 3 more.")


def test_the_cost_of_an_answer_stands_beside_the_call_or_is_said_to_be_unknown(verdict: Verdict) -> None:
    overall = verdict.comparisons[3]
    assert cost_in_words(overall) == "An answer costs 0.25x [0.20, 0.30] the incumbent's: $0.00500 against $0.0200."
    assert "not known" in cost_in_words(msgspec.structs.replace(overall, cost_ratio=None))


def test_a_tiny_p_value_is_no_show_of_digits() -> None:
    assert [p_in_words(p) for p in (1.0, 0.0312, 0.0001, 1e-50)] == ["1", "0.031", "0.0001", "< 0.0001"]


def test_a_phone_gets_a_drawing_of_its_own_width(page: str) -> None:
    assert page.count("<svg") == 2
    assert "@media screen and (max-width: 46rem)" in page


def test_latency_is_shown_where_it_is_known(verdict: Verdict, page: str) -> None:
    assert "Latency" not in page
    first, *others = verdict.comparisons
    timed = msgspec.structs.replace(first, latency_ratio=1.5, latency_ratio_lower=1.2, latency_ratio_upper=1.9)
    shown = verdict_page(msgspec.structs.replace(verdict, comparisons=(timed, *others)), command="")
    assert "and how long it takes" in shown
    assert "1.50x [1.20, 1.90]" in shown
