"""Options that do not apply are refused."""

from dataclasses import dataclass, field

import pytest

from deadheat.cli.app import app
from deadheat.cli.unused import refuse_given, refuse_unused
from deadheat.errors import ConfigError


@dataclass(frozen=True)
class _Options:
    from_: str | None = None
    at_least: float = 1.0
    words: list[str] = field(default_factory=lambda: ["a"])


def test_defaults_and_exempted_fields_pass() -> None:
    refuse_unused(_Options(), "why")
    refuse_unused(_Options(from_="x"), "why", but=("from_",))
    refuse_given("--x", [], "why")


@pytest.mark.parametrize(
    ("options", "option"),
    [(_Options(from_="x"), "--from"), (_Options(at_least=2.0), "--at-least"), (_Options(words=["b"]), "--words")],
)
def test_the_option_is_named(options: _Options, option: str) -> None:
    with pytest.raises(ConfigError, match="does not apply: why") as raised:
        refuse_unused(options, "why")
    assert raised.value.where == option


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("share --claims --measure tokens", "--measure"),
        ("share --claims --regions r.csv", "--regions"),
        ("share --map a=b", "--map"),
        ("share --derivatives", "--derivatives"),
        ("share --relation merge", "--relation"),
        ("share --usage u.csv --derivatives", "--derivatives"),
        ("frontier --confidence 0.9", "--confidence"),
        ("frontier --margin 3", "--margin"),
        ("frontier --at-least 150 --margin 3", "--margin"),
        ("frontier --task x --from gpt-5", "--from"),
        ("frontier --task x --ridge 1", "--ridge"),
        ("frontier --task x --draws 50", "--draws"),
        ("frontier --task x --aggregators", "--aggregators"),
        ("frontier s.csv --task x", "SCORES"),
        ("index --missing require", "--missing"),
        ("index --average --margin 3", "--margin"),
        ("index --weight GPQA=1 --quick", "--quick"),
        ("landscape --picture png", "--picture"),
        ("arena text --map a=day", "--map"),
        ("arena text --history --margin 20", "--margin"),
    ],
)
def test_no_command_ignores_an_option_that_does_not_apply(command: str, option: str) -> None:
    with pytest.raises(ConfigError, match="does not apply") as raised:
        app(command.split(), exit_on_error=False, result_action="return_value")
    assert raised.value.where == option
