"""Where listings come from, without a network."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from deadheat.catalog.upstream_source import Calendar, read_source
from deadheat.errors import ConfigError, DataError, UpstreamError

RECORDED = Path(__file__).parent / "feeds" / "recorded"
DAY = date(2026, 11, 23)
DAYS = Calendar(on=DAY, known={"litellm 9.9.9": date(2026, 11, 12)})


def _wheel(folder: Path, member: str, text: bytes, name: str = "litellm-9.9.9-py3-none-any.whl") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(member, date_time=(1980, 1, 1, 0, 0, 0)), text)
    return path


@pytest.mark.parametrize(
    ("name", "offers"), [("litellm.json", 9), ("models_dev.json", 4), ("openrouter.json", 5), ("models_dev_tree", 2)]
)
def test_a_file_is_read_by_its_shape(name: str, offers: int) -> None:
    listing = read_source(str(RECORDED / name), days=DAYS)
    assert len(listing.offers) == offers
    assert listing.as_of == DAY


def test_a_python_table_is_read_as_genai_prices(tmp_path: Path) -> None:
    file = tmp_path / "data.py"
    file.write_bytes((RECORDED / "genai_prices.py.txt").read_bytes())
    assert any(offer.host == "deepseek" for offer in read_source(str(file), days=DAYS).offers)


def test_a_live_source_is_asked_at_its_address() -> None:
    asked: list[str] = []

    def get(url: str) -> bytes:
        asked.append(url)
        return (RECORDED / "models_dev.json").read_bytes()

    assert len(read_source("models.dev", days=DAYS, get=get).offers) == 4
    assert asked == ["https://models.dev/api.json"]


def test_a_wheel_is_fetched_and_only_read(tmp_path: Path) -> None:
    def download(package: str, folder: Path) -> Path:
        assert package == "litellm"
        member = "litellm/model_prices_and_context_window_backup.json"
        return _wheel(folder, member, (RECORDED / "litellm.json").read_bytes())

    listing = read_source("litellm-wheel", days=DAYS, download=download)
    assert (listing.source, len(listing.offers)) == ("litellm 9.9.9", 9)
    assert listing.as_of == date(2026, 11, 12)  # read before on that day, not made anew by being fetched again


def test_without_a_network_the_error_says_that_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr("deadheat.catalog.upstream_source.urlopen", refuse)
    with pytest.raises(UpstreamError, match=r"cannot be reached: Network is unreachable.*Nothing was changed"):
        read_source("openrouter", days=DAYS)


def test_what_is_none_of_the_shapes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="neither a source nor a file"):
        read_source("modelsdev", days=DAYS)
    (tmp_path / "x.json").write_text("[1]")
    with pytest.raises(DataError, match="not JSON with an object"):
        read_source(str(tmp_path / "x.json"), days=DAYS)
    (tmp_path / "x.json").write_text('{"a": 1}')
    with pytest.raises(DataError, match="none of the shapes"):
        read_source(str(tmp_path / "x.json"), days=DAYS)
    (tmp_path / "x.whl").write_text("zip?")
    with pytest.raises(DataError, match="not a wheel"):
        read_source(str(tmp_path / "x.whl"), days=DAYS)
    with pytest.raises(DataError, match="no price table"):
        read_source(str(_wheel(tmp_path, "other.py", b"", "y-1.whl")), days=DAYS)
    with pytest.raises(DataError, match="checkout"):
        read_source(str(tmp_path), days=DAYS)


@pytest.mark.parametrize("payload", [b'{"a":' * 100_000, b'{"data": [' + b"[" * 100_000])
def test_what_is_nested_beyond_sense_is_refused(tmp_path: Path, payload: bytes) -> None:
    (tmp_path / "x.json").write_bytes(payload)
    with pytest.raises(DataError):
        read_source(str(tmp_path / "x.json"), days=DAYS)


def test_a_mark_of_byte_order_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xef\xbb\xbf" + (RECORDED / "models_dev.json").read_bytes())
    assert len(read_source(str(tmp_path / "x.json"), days=DAYS).offers) == 4


def test_the_option_that_named_it_is_in_the_error() -> None:
    with pytest.raises(ConfigError) as raised:
        read_source("nowhere", days=DAYS, option="--second")
    assert raised.value.where == "--second"
