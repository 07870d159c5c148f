"""Costs are exact, and a name finds its route."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from deadheat.facts.chat import Usage
from deadheat.facts.route import MTOK, Host, TokenPrice, cost_nanousd, match_route

PRICE = TokenPrice(input_nanousd_per_mtok=200_000_000, output_nanousd_per_mtok=800_000_000)
nano = st.integers(0, 10**12)
tokens = st.integers(0, 10**7)


def test_a_million_tokens_cost_their_price() -> None:
    assert cost_nanousd(Usage(input_tokens=MTOK, output_tokens=MTOK), PRICE) == 1_000_000_000


def test_a_cache_without_a_price_is_billed_as_input() -> None:
    plain = cost_nanousd(Usage(input_tokens=1000), PRICE)
    assert cost_nanousd(Usage(input_tokens=1000, cached_tokens=400, cache_write_tokens=100), PRICE) == plain


def test_cached_tokens_are_part_of_input_and_take_their_own_price() -> None:
    price = TokenPrice(input_nanousd_per_mtok=10 * MTOK, output_nanousd_per_mtok=0, cached_nanousd_per_mtok=MTOK)
    assert cost_nanousd(Usage(input_tokens=100, cached_tokens=90), price) == 10 * 10 + 90


def test_reasoning_is_part_of_output() -> None:
    assert cost_nanousd(Usage(output_tokens=10, reasoning_tokens=9), PRICE) == cost_nanousd(
        Usage(output_tokens=10), PRICE
    )


@given(st.tuples(tokens, tokens, tokens, tokens), st.tuples(nano, nano, nano, nano))
def test_cost_is_the_exact_sum_rounded_half_to_even(
    counted: tuple[int, int, int, int], at: tuple[int, int, int, int]
) -> None:
    plain, cached, written, output = counted
    counts = Usage(
        input_tokens=plain + cached + written, cached_tokens=cached, cache_write_tokens=written, output_tokens=output
    )
    price = TokenPrice(
        input_nanousd_per_mtok=at[0],
        cached_nanousd_per_mtok=at[1],
        cache_write_nanousd_per_mtok=at[2],
        output_nanousd_per_mtok=at[3],
    )
    exact = Fraction(sum(count * nano for count, nano in zip(counted, at, strict=True)), MTOK)
    assert cost_nanousd(counts, price) == round(exact)


def test_an_exact_route_wins_over_every_pattern() -> None:
    assert match_route("gpt-5", ("*", "gpt-*", "gpt-5")) == ("gpt-5", "gpt-5")


def test_the_longest_pattern_wins_and_the_host_prefix_is_taken_off() -> None:
    patterns = ("*", "gpt-*", "openai/*")
    assert match_route("gpt-5", patterns) == ("gpt-*", "gpt-5")
    assert match_route("openai/gpt-5", patterns) == ("openai/*", "gpt-5")
    assert match_route("else", patterns) == ("*", "else")


def test_a_name_nobody_serves_has_no_route() -> None:
    assert match_route("gpt-5", ("assistant",)) is None


def test_a_host_never_shows_its_key() -> None:
    assert "sk-secret" not in repr(Host(name="a", base_url="http://a", dialect="openai", key="sk-secret"))
