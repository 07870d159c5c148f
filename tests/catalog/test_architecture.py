"""config.json files, read."""

import pytest

from deadheat.catalog.architecture import read_architecture
from deadheat.errors import DataError

DENSE: dict[str, object] = {
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "intermediate_size": 128,
    "vocab_size": 100,
    "torch_dtype": "bfloat16",
}


def test_a_dense_model_is_counted_matrix_by_matrix() -> None:
    shape = read_architecture(DENSE)
    attention = 64 * 8 * (2 * 8 + 2 * 2)
    assert shape.params_total == shape.params_active == 2 * 100 * 64 + 4 * (attention + 3 * 64 * 128)
    assert (shape.kind, shape.kv_values_per_layer) == ("gqa", 2 * 2 * 8)


@pytest.mark.parametrize(("kv", "kind"), [(8, "mha"), (2, "gqa"), (1, "mqa")])
def test_the_kind_of_attention_follows_from_the_heads(kv: int, kind: str) -> None:
    assert read_architecture({**DENSE, "num_key_value_heads": kv}).kind == kind


def test_latent_attention_keeps_the_latent_and_the_rotary_part() -> None:
    shape = read_architecture(
        {**DENSE, "kv_lora_rank": 512, "qk_rope_head_dim": 64, "qk_nope_head_dim": 128, "v_head_dim": 128}
    )
    assert (shape.kind, shape.kv_values_per_layer) == ("mla", 576)


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, (4, 0, 0)),
        ({"sliding_window": 16}, (0, 4, 0)),
        ({"sliding_window": 16, "use_sliding_window": False}, (4, 0, 0)),
        ({"sliding_window": 16, "sliding_window_pattern": 2}, (2, 2, 0)),
        ({"layer_types": ["full_attention", "linear_attention", "linear_attention", "sliding_attention"]}, (1, 1, 2)),
        ({"full_attention_interval": 4}, (1, 0, 3)),
        ({"attn_type_list": [0, 0, 0, 1]}, (1, 0, 3)),
    ],
)
def test_layers_are_told_apart_by_what_they_look_at(more: dict[str, object], kinds: tuple[int, int, int]) -> None:
    shape = read_architecture({**DENSE, **more})
    assert (shape.full_layers, shape.window_layers, shape.linear_layers) == kinds


def test_a_mixture_uses_only_some_experts_per_token() -> None:
    shape = read_architecture({**DENSE, "num_experts": 8, "num_experts_per_tok": 2, "moe_intermediate_size": 32})
    assert shape.params_total - shape.params_active == 4 * 6 * 3 * 64 * 32


def test_the_text_part_of_a_multimodal_config_counts() -> None:
    assert read_architecture({"text_config": DENSE}).layers == 4


@pytest.mark.parametrize(
    ("quantisation", "bits"),
    [
        ({"quant_method": "fp8"}, 8.0),
        ({"quant_method": "mxfp4"}, 4.25),
        ({"bits": 4, "quant_method": "gptq"}, 4.0),
        ({"quant_method": "new"}, 16.0),
    ],
)
def test_the_precision_of_the_weights_is_read(quantisation: dict[str, object], bits: float) -> None:
    shape = read_architecture({**DENSE, "quantization_config": quantisation})
    assert shape.weight_bits == bits
    assert bool(shape.notes) == (quantisation.get("quant_method") == "new")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "num_hidden_layers is missing"),
        ({**DENSE, "hidden_size": "big"}, "hidden_size is 'big'"),
        ({**DENSE, "num_attention_heads": -1}, "num_attention_heads is -1"),
        ({**DENSE, "num_hidden_layers": True}, "True"),
    ],
)
def test_a_config_of_something_else_is_refused(config: dict[str, object], said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_architecture(config)
