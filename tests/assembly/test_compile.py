import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from deadheat.assembly.compile import Compiler, credential_lines
from deadheat.assembly.prices import PriceBook
from deadheat.facts.route import Host, TokenPrice
from deadheat.settings.load import Settings, load
from tests.store.books import PLAIN

T = TypeVar("T")
TOML = """
[hosts.a]
base_url = "http://127.0.0.1:1/v1"
key = "env:A"
[hosts.b]
base_url = "http://127.0.0.1:2"
dialect = "anthropic"
[offers.one]
host = "a"
model = "one"
[offers.two]
host = "b"
model = "two"
price = { input = 1, output = 2 }
[routes.r]
arms = [{ offer = "one", weight = 3 }, { offer = "two", weight = 0 }]
fallbacks = ["two"]
"""


def _settings(folder: Path, text: str = TOML) -> Settings:
    file = folder / "deadheat.toml"
    file.write_text(text)
    return load(file, {"A": "sk-a"})


def _run(work: Callable[[], T]) -> T:
    async def inside() -> T:
        return work()

    return asyncio.run(inside())


def test_arms_without_weight_take_no_traffic_and_may_still_be_a_fallback(tmp_path: Path) -> None:
    table = _run(lambda: Compiler({}).compile(_settings(tmp_path)))
    route = table.routes["r"]
    assert [a.name for a in route.arms] == ["one"]
    assert [f.name for f in route.fallbacks] == ["two"]
    assert route.fallbacks[0].price is not None


def test_a_reload_keeps_connections_and_what_was_learned_of_offers_that_stay(tmp_path: Path) -> None:
    def twice() -> None:
        compiler = Compiler({})
        before = compiler.compile(_settings(tmp_path)).routes["r"]
        after = compiler.compile(_settings(tmp_path, TOML.replace("weight = 3", "weight = 1"))).routes["r"]
        assert after.arms[0].upstream is before.arms[0].upstream
        assert after.arms[0].state is before.arms[0].state
        moved = compiler.compile(_settings(tmp_path, TOML.replace("127.0.0.1:1/", "127.0.0.1:3/"))).routes["r"]
        assert moved.arms[0].upstream is not before.arms[0].upstream
        assert moved.arms[0].state is not before.arms[0].state
        assert moved.fallbacks[0].state is before.fallbacks[0].state
        assert len(compiler.pools) == 2
        assert set(compiler.states()) == {"one", "two"}

    _run(twice)


def test_each_dialect_has_its_own_line_for_the_key() -> None:
    openai = Host(name="a", base_url="http://a", dialect="openai", key="k")
    anthropic = Host(name="a", base_url="http://a", dialect="anthropic", key="k")
    assert credential_lines(openai) == b"authorization: Bearer k\r\n"
    assert credential_lines(anthropic) == b"x-api-key: k\r\n"
    assert credential_lines(Host(name="a", base_url="http://a", dialect="openai")) == b""


def test_an_offer_for_any_model_is_priced_by_the_model_asked_for(tmp_path: Path) -> None:
    price = TokenPrice(input_nanousd_per_mtok=1, output_nanousd_per_mtok=2)
    book = PriceBook(lambda models: dict.fromkeys(models, price))
    text = TOML.replace('model = "one"', 'model = "*"')
    offer = _run(lambda: Compiler({}, book).compile(_settings(tmp_path, text))).routes["r"].arms[0]
    assert offer.of("gpt").known_price is None
    book.priced([replace(PLAIN, model="gpt", cost_nanousd=None)])
    assert offer.of("gpt").known_price == price
    fixed = _run(lambda: Compiler({}, book).compile(_settings(tmp_path))).routes["r"].arms[0]
    assert fixed.of("gpt").known_price is None
    assert book.priced([replace(PLAIN, model="one", cost_nanousd=None)])[0].cost_nanousd is None


def test_quirks_of_a_model_reach_its_offer(tmp_path: Path) -> None:
    offer = _run(lambda: Compiler({}).compile(_settings(tmp_path))).routes["r"].arms[0]
    assert offer.traits("qwen3-8b") != offer.traits("unheard-of")
