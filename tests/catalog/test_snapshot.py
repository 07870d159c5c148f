"""The snapshot on disk."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadheat.catalog.curated import data_folder
from deadheat.catalog.snapshot import FILES, read_models, read_names, read_offers, write_snapshot
from deadheat.errors import StoreError
from deadheat.facts.model import Model
from deadheat.facts.offer import Offer
from deadheat.facts.price import Rate, Window

pytestmark = pytest.mark.slow

WINDOW = Window(weekdays=(1, 5), from_minute=30, to_minute=1440)
OFFER = Offer(
    host="h'x", host_kind="aggregator", id="a/b:free", model="lab/m", variant="free", open_weights=True, context=8,
    input_modalities=("text", "image"), retires_on=date(2027, 1, 2), flags=("price_zero",), source="s",
    as_of=date(2026, 1, 1),
    rates=(Rate(meter="input", nanousd_per_mtok=2**60, windows=(WINDOW,), valid_from=date(2026, 1, 1), source="s"),),
)  # fmt: skip
MODEL = Model(id="lab/m", lab="lab", params_total_b=1.5)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_snapshot(tmp_path, offers=[OFFER], models=[MODEL], names={"m": ("lab/m", "lab/n")})
    assert read_offers(tmp_path) == (OFFER,)
    assert read_models(tmp_path) == (MODEL,)
    assert read_names(tmp_path) == {"m": ("lab/m", "lab/n")}
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(FILES)


def test_offers_can_be_asked_for_by_model_or_host(tmp_path: Path) -> None:
    other = Offer(host="i", host_kind="lab", id="x", model=None)
    write_snapshot(tmp_path, offers=[OFFER, other], models=[], names={})
    assert read_offers(tmp_path, models=["lab/m"]) == (OFFER,)
    assert read_offers(tmp_path, hosts=["i"]) == (other,)
    assert read_offers(tmp_path, models=[]) == ()


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_any_text_survives(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        offer = Offer(host="h", host_kind="lab", id="x", model=None, name=text)
        write_snapshot(Path(folder), offers=[offer], models=[], names={})
        assert read_offers(Path(folder)) == (offer,)


def test_a_broken_snapshot_says_which_file_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "models.parquet").write_bytes(b"not parquet")
    with pytest.raises(StoreError, match=r"models\.parquet.*refresh"):
        read_models(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file: The snapshot cannot be written.*--into"):
        write_snapshot(tmp_path / "file", offers=[], models=[], names={})


def test_the_bundled_snapshot_resolves_at_least_95_percent_of_its_july_offers() -> None:
    july = [o for o in read_offers(data_folder()) if o.source.startswith("models.dev") or o.released]
    assert len(july) >= 5_276
    assert sum(o.model is not None for o in july) / len(july) >= 0.95
