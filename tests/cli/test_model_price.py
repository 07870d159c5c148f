"""`deadheat models price`."""

import json

import pytest

from deadheat.cli.model_price import price
from deadheat.cli.usage import UsageOptions
from deadheat.errors import ConfigError, DataError

PEAK = "2026-11-16T02:30"


def _cost(capsys: pytest.CaptureFixture[str], model: str, host: str, *, at: str, **options: str) -> int:
    use = UsageOptions(input_="60G", cached="24G", output="5G", requests="6M", **options)  # type: ignore[arg-type]
    price(model, use=use, host=host, at=at, json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.price/1"
    return min(int(o["charge"]["nanousd"]) for o in document["offers"] if o["charge"])


def test_peak_and_off_peak_are_the_published_bills(capsys: pytest.CaptureFixture[str]) -> None:
    assert _cost(capsys, "deepseek-v4-pro", "deepseek", at=PEAK) == 68_376 * 10**9
    assert _cost(capsys, "deepseek-v4-pro", "deepseek", at="2026-11-15T02:30") == 34_188 * 10**9


def test_a_batch_costs_half_where_the_host_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    plain = _cost(capsys, "gpt-6-luna", "openai", at=PEAK)
    assert 2 * _cost(capsys, "gpt-6-luna", "openai", at=PEAK, tier="batch") == plain


def test_the_table_says_what_was_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    price("kimi-k2.6", use=UsageOptions(input_="1M", output="1M", cached="500k"), at=PEAK, top=5)
    out = capsys.readouterr().out
    assert "no cache_read rate" in out.replace("\n", " ") or "assumed" in out
    assert "shown" in out


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"host": "nowhere"}, ConfigError, "--host"),
        ({"at": "noon"}, ConfigError, "--at"),
        ({"model": "nothing-of-the-kind"}, DataError, "names no model"),
    ],
)
def test_wrong_options_are_named(options: dict[str, str], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        price(**{"model": "kimi-k2.6", "use": UsageOptions(input_="1k", output="1k"), **options})  # type: ignore[arg-type]


def test_a_request_longer_than_the_context_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    price("kimi-k2.6", use=UsageOptions(input_="10M", output="1"))
    assert "too short for a request of 10,000,000 prompt tokens; --requests" in capsys.readouterr().err
    price("kimi-k2.6", use=UsageOptions(input_="10M", output="1", requests="10k"))
    assert capsys.readouterr().err == ""
