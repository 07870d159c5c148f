"""Numbers of a config by any of their names."""

import pytest

from deadheat.catalog.config_json import ConfigJson
from deadheat.errors import DataError


def test_the_first_name_that_is_stated_counts_and_null_is_not_stated() -> None:
    config = ConfigJson({"a": None, "b": 3}, "config.json")
    assert config.get("a", "b") == 3
    assert config.get("c") == 0


def test_the_text_part_wins_over_what_stands_around_it() -> None:
    assert ConfigJson({"hidden_size": 1, "text_config": {"hidden_size": 7}}, "c").hidden == 7


def test_what_a_family_leaves_out_is_filled_in_and_what_it_states_wins() -> None:
    sparse = {"text_config": {"model_type": "gemma3_text", "hidden_size": 2560, "num_hidden_layers": 34}}
    config = ConfigJson(sparse, "c")
    assert (config.heads, config.kv_heads, config.head_dim) == (8, 4, 256)
    assert ConfigJson({"model_type": "gemma3_text", "head_dim": 128}, "c").head_dim == 128


def test_a_table_inside_is_read_and_its_place_is_named() -> None:
    inner = ConfigJson({"quantization_config": {"bits": "four"}}, "config.json").table("quantization_config")
    with pytest.raises(DataError, match=r"config\.json: quantization_config: bits is 'four'"):
        inner.get("bits")
    assert ConfigJson({}, "c").table("quantization_config").config == {}


def test_words_and_text_are_empty_where_nothing_is_stated() -> None:
    config = ConfigJson({"kinds": ["a", 1], "name": "x"}, "c")
    assert config.words("kinds") == ["a", "1"]
    assert (config.words("name"), config.text("kinds"), config.text("kinds", "name")) == ([], "", "x")
