"""What the user knows better."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec import structs

from deadheat.catalog.charge import price
from deadheat.catalog.overlay import Overlay, lay_over, read_overlay
from deadheat.errors import ConfigError, DataError
from deadheat.facts.offer import Offer
from deadheat.facts.price import Rate, Usage

BUNDLED = Offer(
    host="h", host_kind="platform", id="m", model="lab/m", context=10, source="s",
    rates=(Rate(meter="input", nanousd_per_mtok=1), Rate(meter="output", nanousd_per_mtok=2)),
)  # fmt: skip


AT = datetime(2026, 11, 30, tzinfo=UTC)


def _write(tmp_path: Path, text: str, name: str = "deadheat.toml") -> Path:
    file = tmp_path / name
    file.write_text(text)
    return file


def test_without_a_file_the_overlay_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_overlay() == Overlay()


def test_your_price_wins_and_the_rest_stays(tmp_path: Path) -> None:
    file = _write(tmp_path, '[[catalog.offer]]\nhost = "h"\nid = "m"\ninput_usd = 0.25\n')
    (offer,) = lay_over((BUNDLED,), read_overlay(file))
    assert {rate.meter: rate.nanousd_per_mtok for rate in offer.rates} == {"input": 250_000_000, "output": 2}
    assert (offer.context, offer.source) == (10, "your overlay")


def test_your_price_of_a_plan_is_charged_and_its_zeros_are_not(tmp_path: Path) -> None:
    zeros = tuple(Rate(meter=m, nanousd_per_mtok=0) for m in ("input", "output", "cache_read"))
    plan = structs.replace(BUNDLED, host_kind="plan", rates=zeros, flags=("price_zero", "listed_twice"))
    usage = Usage(input_tokens=1_000_000, output_tokens=0, cache_read_tokens=1_000_000)
    with pytest.raises(DataError, match="subscription"):
        price(usage, plan, AT)
    file = _write(tmp_path, '[[catalog.offer]]\nhost = "h"\nid = "m"\ninput_usd = 0.25\noutput_usd = 1\n')
    (offer,) = lay_over((plan,), read_overlay(file))
    assert (price(usage, offer, AT).nanousd, offer.flags) == (250_000_000, ("listed_twice",))


def test_your_output_price_is_that_of_reasoning_too(tmp_path: Path) -> None:
    base = structs.replace(BUNDLED, rates=(*BUNDLED.rates, Rate(meter="reasoning", nanousd_per_mtok=9)))
    file = _write(tmp_path, '[[catalog.offer]]\nhost = "h"\nid = "m"\noutput_usd = 1\n')
    (offer,) = lay_over((base,), read_overlay(file))
    assert price(Usage(input_tokens=0, output_tokens=10, reasoning_tokens=10), offer, AT).nanousd == 10_000


def test_your_own_offer_is_added(tmp_path: Path) -> None:
    file = _write(
        tmp_path, '[[offer]]\nhost = "ours"\nid = "x"\nmodel = "lab/m"\nretires_on = 2027-01-01\n', "mine.toml"
    )
    _, offer = lay_over((BUNDLED,), read_overlay(file))
    assert (offer.key, offer.model, offer.retires_on) == ("ours/x", "lab/m", date(2027, 1, 1))


def test_files_beside_are_read_and_the_naming_file_wins(tmp_path: Path) -> None:
    _write(tmp_path, 'refused_parties = ["b.csv"]\n[aliases]\n"lab/a" = ["x"]\n"lab/b" = ["y"]\n', "more.toml")
    file = _write(tmp_path, '[catalog]\nfiles = ["more.toml"]\n[catalog.aliases]\n"lab/a" = ["z"]\n')
    overlay = read_overlay(file)
    assert overlay.aliases == {"lab/a": ("z",), "lab/b": ("y",)}
    assert overlay.refused_parties == (str(tmp_path / "b.csv"),)


def test_other_sections_of_the_settings_are_left_alone(tmp_path: Path) -> None:
    assert read_overlay(_write(tmp_path, "[gateway]\nport = 1\n")) == Overlay()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[catalog", "not TOML"),
        ("[catalog]\nfile = 1\n", "file"),
        ("[[catalog.offer]]\nhost = 1\nid = 'm'\n", "host"),
        ("[[catalog.offer]]\nhost = 'h'\nid = 'm'\ninput = 1\n", "input"),
        ("[[catalog.offer]]\nhost = 'h'\nid = 'm'\ninput_usd = 'cheap'\n", "input_usd"),
        ("[[catalog.offer]]\nhost = 'h'\nid = 'm'\nretires_on = 'soon'\n", "retires_on"),
        ("[catalog]\nfiles = ['gone.toml']\n", "gone.toml"),
        ("catalog = 3\n", "object"),
        ("[[catalog.offer]]\nhost = 'h'\nid = 'm'\ninput_usd = -1\n", r"catalog\.offer\[0\]: .*input_usd is -1"),
        ("[[catalog.offer]]\nhost = 'h'\nid = 'm'\noutput_usd = nan\n", "output_usd is NaN"),
        (
            "[[catalog.release]]\nmodels=['a/b']\nlicence='mitt'\nsource='me'\nas_of=2026-11-30\nevidence='P'\n",
            "'mit'",
        ),
        ("[[catalog.model]]\nid = 'a/b'\nlab = 'a'\nlicense = 'mit'\n", "license"),
    ],
)
def test_a_wrong_overlay_is_named_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"deadheat\.toml.*" + said):
        read_overlay(_write(tmp_path, text))


def test_a_settings_file_that_was_asked_for_has_to_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_overlay(tmp_path / "none.toml")


def test_settings_of_any_name_hold_the_overlay_in_their_catalog_table(tmp_path: Path) -> None:
    file = tmp_path / "production.toml"
    file.write_text('[gateway]\nport = 1\n[catalog.aliases]\n"moonshotai/kimi-k2.6" = ["our-kimi"]\n')
    assert read_overlay(file).aliases == {"moonshotai/kimi-k2.6": ("our-kimi",)}
    file.write_text("[catalog]\nnope = 1\n")
    with pytest.raises(ConfigError, match=r"production\.toml: catalog: .*`nope`.*aliases"):
        read_overlay(file)
