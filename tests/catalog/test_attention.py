"""What a decoder keeps per token, against hand computations from published config.json values."""

import pytest

from deadheat.catalog.attention import (
    indexer_bytes,
    kept_values,
    layer_kinds,
    linear_state,
    window_size,
    window_values,
)
from deadheat.catalog.config_json import ConfigJson
from deadheat.errors import DataError

BASE: dict[str, object] = {
    "hidden_size": 64,
    "num_hidden_layers": 12,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
}


def _config(**more: object) -> ConfigJson:
    return ConfigJson({**BASE, **more}, "config.json")


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, (12, 0, 0)),
        ({"sliding_window": 4096, "model_type": "mistral"}, (0, 12, 0)),
        ({"sliding_window": None}, (12, 0, 0)),
        ({"sliding_window": 1024, "model_type": "gemma3_text"}, (2, 10, 0)),
        ({"sliding_window": 4096, "model_type": "gemma2"}, (6, 6, 0)),
        ({"sliding_window": 4096, "model_type": "cohere2"}, (3, 9, 0)),
        ({"sliding_window": 9, "use_sliding_window": True, "max_window_layers": 8}, (8, 4, 0)),
        ({"attention_chunk_size": 8192, "model_type": "llama4_text"}, (3, 9, 0)),
        ({"attention_chunk_size": 8192, "no_rope_layers": [1, 1, 1, 0] * 3}, (3, 9, 0)),
        ({"attn_type_list": [1] * 12}, (12, 0, 0)),
        ({"hybrid_layer_pattern": [0, 1, 1, 1, 1, 1] * 2, "sliding_window": 128}, (2, 10, 0)),
        ({"hybrid_override_pattern": "M-M-M*-M-M-*"}, (2, 0, 5)),
        ({"linear_attn_config": {"full_attn_layers": [4, 8, 12], "kda_layers": [1, 2, 3]}}, (3, 0, 3)),
        ({"attn_layer_period": 8, "attn_layer_offset": 4}, (1, 0, 11)),
        ({"layer_types": ["mamba"] * 11 + ["attention"]}, (1, 0, 11)),
        ({"layer_types": ["conv", "full_attention"] * 6}, (6, 0, 6)),
    ],
)
def test_every_family_says_in_its_own_way_which_layers_look_where(
    more: dict[str, object], kinds: tuple[int, int, int]
) -> None:
    found = layer_kinds(_config(**more))
    assert (found.full, found.window, found.linear) == kinds


def test_a_window_of_unnamed_layers_is_said_to_be_assumed() -> None:
    assert "all are counted" in layer_kinds(_config(sliding_window=16)).note
    assert layer_kinds(_config(sliding_window=16, sliding_window_pattern=2)).note == ""


def test_a_cache_that_is_compressed_by_layer_is_refused_and_not_guessed() -> None:
    with pytest.raises(DataError, match="compress_ratios.*no formula"):
        layer_kinds(_config(compress_ratios=[0, 4, 128], sliding_window=128))


def test_keys_and_values_of_different_sizes_are_added_up() -> None:
    assert kept_values(_config(head_dim=192, v_head_dim=128)) == ("gqa", 2 * (192 + 128), 2)


def test_window_layers_with_heads_of_their_own_keep_their_own_numbers() -> None:
    config = _config(swa_num_key_value_heads=8, swa_head_dim=192, swa_v_head_dim=128)
    assert window_values(config) == 8 * (192 + 128)
    assert window_values(_config()) == 0


def test_the_index_of_sparse_attention_is_132_bytes_in_each_layer_that_has_its_own() -> None:
    assert indexer_bytes(_config(index_head_dim=128)) == 132 * 12
    assert indexer_bytes(_config(index_head_dim=128, indexer_types=["full"] * 3 + ["shared"] * 9)) == 132 * 3
    assert indexer_bytes(_config()) == 0


@pytest.mark.parametrize(
    ("more", "values"),
    [
        ({"linear_num_value_heads": 32, "linear_key_head_dim": 128, "linear_value_head_dim": 128}, 32 * 128 * 128),
        ({"linear_attn_config": {"num_heads": 32, "head_dim": 128}}, 32 * 128 * 128),
        ({"attn_type_list": [0] * 12}, 8 * 8 * 8),
        ({"mamba_num_heads": 128, "mamba_head_dim": 64, "ssm_state_size": 128}, 128 * 64 * 128),
        ({"mamba_expand": 2, "mamba_d_state": 16}, 2 * 64 * 16),
        ({}, 0),
    ],
)
def test_the_state_of_a_linear_layer_follows_from_its_heads(more: dict[str, object], values: int) -> None:
    assert linear_state(_config(**more)) == values


def test_the_window_goes_by_several_names() -> None:
    assert window_size(_config(attention_chunk_size=8192)) == window_size(_config(sliding_window=8192)) == 8192
