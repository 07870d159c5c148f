"""models.dev, on recorded payloads."""

import json
from datetime import date
from pathlib import Path

import pytest

from deadheat.catalog.feeds.models_dev import read_api, read_tree
from deadheat.errors import DataError

RECORDED = Path(__file__).parent / "recorded"
DAY = date(2026, 7, 1)


def test_an_api_offer_keeps_its_prices_limits_and_context_tier() -> None:
    listing = read_api((RECORDED / "models_dev.json").read_bytes(), as_of=DAY)
    offer = next(o for o in listing.offers if o.key == "openai/gpt-5.5")
    stated = {(r.meter, r.context_above): r.nanousd_per_mtok for r in offer.rates}
    assert stated["input", 0] == 5_000_000_000
    assert stated["input", 272_000] == 10_000_000_000
    assert stated["cache_read", 272_000] == 1_000_000_000
    assert (offer.context, offer.max_output) == (1_050_000, 128_000)
    assert offer.open_weights is False


def test_a_price_that_is_not_stated_is_left_out_rather_than_zero() -> None:
    listing = read_api((RECORDED / "models_dev.json").read_bytes(), as_of=DAY)
    offer = next(o for o in listing.offers if o.host == "deepseek")
    assert {rate.meter for rate in offer.rates} == {"input", "output", "cache_read"}


def test_a_host_model_inherits_from_its_base_but_for_what_it_omits() -> None:
    offer = next(o for o in read_tree(RECORDED / "models_dev_tree", as_of=DAY).offers if o.id == "kimi-k2.5")
    assert offer.context == 262_144
    assert offer.max_output == 32_768
    assert offer.structured_output is None
    assert offer.open_weights is True


def test_a_dangling_link_is_counted_and_skipped(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(RECORDED / "models_dev_tree", tmp_path / "tree")
    (tmp_path / "tree/providers/deepseek/models/gone.toml").symlink_to("nowhere.toml")
    listing = read_tree(tmp_path / "tree", as_of=DAY)
    assert listing.skipped == {"dangling link": 1}
    assert len(listing.offers) == 2


@pytest.mark.parametrize("payload", [b"", b"[]", b'{"x": 1}', b'{"x": {"models": [1]}}', b'{"x":' * 100_000])
def test_another_file_is_refused(payload: bytes) -> None:
    with pytest.raises(DataError, match=r"not the api\.json"):
        read_api(payload, as_of=DAY)


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"models\.dev checkout"):
        read_tree(tmp_path, as_of=DAY)


def test_a_base_that_does_not_exist_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "providers/h/models").mkdir(parents=True)
    (tmp_path / "providers/h/provider.toml").write_text('name = "H"')
    (tmp_path / "providers/h/models/m.toml").write_text('base_model = "lab/none"')
    with pytest.raises(DataError, match="lab/none"):
        read_tree(tmp_path, as_of=DAY)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "providers").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "models/m.toml").write_text("name = ")
    with pytest.raises(DataError, match="This is not TOML") as refused:
        read_tree(tmp_path, as_of=DAY)
    assert refused.value.where.endswith("models/m.toml")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cost": {"input": "1e400"}}, "no price"),
        ({"cost": {"input": "a lot"}}, "decimal"),
        ({"limit": {"context": -5}}, "a context of -5"),
        ({"limit": {"context": "lots"}}, "int"),
        ({"id": "a\x1b[31mb"}, "no name"),
    ],
)
def test_an_offer_that_cannot_be_read_is_counted_and_named_and_hides_no_other(
    changed: dict[str, object], said: str
) -> None:
    table = json.loads((RECORDED / "models_dev.json").read_bytes())
    table["deepseek"]["models"]["deepseek-v4-pro"] |= changed
    listing = read_api(json.dumps(table).encode(), as_of=DAY)
    assert len(listing.offers) == 3
    assert listing.skipped == {"cannot be read": 1}
    assert listing.unread.startswith("deepseek/deepseek-v4-pro: ")
    assert said in listing.unread


def test_an_answer_of_which_nothing_can_be_read_is_refused() -> None:
    with pytest.raises(DataError, match=r"No offer can be read. The first is x/m: .*decimal"):
        read_api(b'{"x": {"models": {"m": {"id": "m", "cost": {"input": "a lot"}}}}}', as_of=DAY)
