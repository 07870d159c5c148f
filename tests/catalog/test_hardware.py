"""Accelerators and bundled shapes."""

import pytest

from deadheat.catalog.architecture import read_architecture
from deadheat.catalog.hardware import bundled_config, gpus, gpus_named
from deadheat.errors import ConfigError, DataError


def test_gpus_are_named_in_any_case_and_all_by_default() -> None:
    assert [gpu.id for gpu in gpus_named(["H100"])] == ["h100"]
    assert len(gpus_named([])) == len(gpus())


def test_a_gpu_that_is_none_gets_near_names() -> None:
    with pytest.raises(ConfigError, match="h100"):
        gpus_named(["h1000"])


def test_a_shape_is_never_guessed_from_a_name() -> None:
    with pytest.raises(DataError, match=r"config\.json"):
        bundled_config("openai/gpt-5.5")


@pytest.mark.parametrize("model", ["deepseek/deepseek-v3", "openai/gpt-oss-20b", "meta/llama-3.1-8b-instruct"])
def test_every_bundled_shape_can_be_read(model: str) -> None:
    config, name, source = bundled_config(model)
    assert read_architecture(config).params_total > 10**9
    assert name == model
    assert "evidence G" in source
