"""`deadheat models fit`."""

import json
from pathlib import Path

import pytest

from deadheat.cli.model_fit import fit
from deadheat.errors import ConfigError, DataError

CONFIG = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 8,
    "intermediate_size": 128,
    "vocab_size": 10,
}


def test_a_config_of_your_own_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    for place in (tmp_path, tmp_path / "config.json"):
        fit(str(place), json=True)
        document = json.loads(capsys.readouterr().out)
        assert document["schema"] == "deadheat.fit/1"
        assert all(entry["gpus"] == 1 for entry in document["fits"])


def test_a_model_that_is_known_needs_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    fit("DeepSeek-R1", context="131072", gpu=["h200"])
    out = capsys.readouterr().out
    for words in ("624.9 GiB", "8 x", "mla", "evidence G", "Bound on tokens"):
        assert words in out


def test_a_parameter_count_of_your_own_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    fit("qwen3-32b", params_b=1.0, weight_bits=8, json=True)
    assert json.loads(capsys.readouterr().out)["weights_gib"] == pytest.approx(1e9 / 2**30)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"model": "gone.json"}, DataError, "no such file"),
        ({"model": "gpt-5.5"}, DataError, "shape of openai/gpt-5.5 is not known"),
        ({"context": "long"}, ConfigError, "--context"),
        ({"context": "0"}, ConfigError, "context is 0"),
        ({"concurrency": 0}, ConfigError, "concurrency is 0"),
        ({"params_b": -1.0}, ConfigError, "--params-b"),
        ({"gpu": ["h9"]}, ConfigError, "--gpu"),
        ({"weight_bits": 99.0}, ConfigError, "out of range"),
    ],
)
def test_wrong_options_are_named(options: dict[str, object], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        fit(**{"model": "qwen3-32b", **options})  # type: ignore[arg-type]  # the parametrisation names options


def test_a_file_that_is_no_config_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("[]")
    with pytest.raises(DataError, match=r"not a config\.json"):
        fit(str(tmp_path))
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"no config\.json in this folder"):
        fit(str(tmp_path / "empty"))
