"""Parameters from shapes, against the totals that labs publish."""

import pytest

from deadheat.catalog.config_json import ConfigJson
from deadheat.catalog.hardware import bundled_config
from deadheat.catalog.parameters import count_parameters, experts, weight_bits

BASE: dict[str, object] = {
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "intermediate_size": 128,
    "vocab_size": 100,
}
ONE = 3 * 64 * 32


def _config(**more: object) -> ConfigJson:
    return ConfigJson({**BASE, **more}, "config.json")


# Billions of all parameters and per token, as the labs name their models.
@pytest.mark.parametrize(
    ("model", "total", "active"),
    [
        ("alibaba/qwen3-235b-a22b", 235, 22),
        ("alibaba/qwen3-next-80b-a3b-instruct", 80, 3),
        ("baidu/ernie-4.5-21b-a3b", 21, 3),
        ("baidu/ernie-4.5-300b-a47b", 300, 47),
        ("deepseek/deepseek-v3", 671, 37),
        ("google/gemma-3-27b-it", 27, 27),
        ("meta/llama-3.3-70b-instruct", 70, 70),
        ("meta/llama-4-maverick-17b-128e-instruct", 400, 17),
        ("meta/llama-4-scout-17b-16e-instruct", 109, 17),
        ("minimax/minimax-m2", 230, 10),
        ("mistral/mistral-small-2506", 24, 24),
        ("moonshotai/kimi-k2-instruct", 1000, 32),
        ("openai/gpt-oss-120b", 117, 5.1),
        ("zhipuai/glm-4.5", 355, 32),
        ("zhipuai/glm-4.5-air", 106, 12),
        ("zhipuai/glm-5", 744, 40),
    ],
)
def test_the_bundled_shapes_add_up_to_the_published_sizes(model: str, total: float, active: float) -> None:
    config, *_ = bundled_config(model)
    counted, used = count_parameters(ConfigJson(config, model))
    assert counted / 1e9 == pytest.approx(total, rel=0.04)
    assert used / 1e9 == pytest.approx(active, rel=0.16)


@pytest.mark.parametrize(
    ("more", "layers", "shared"),
    [
        ({}, 4, 0),
        ({"first_k_dense_replace": 1, "n_shared_experts": 1}, 3, ONE),
        ({"moe_layer_start_index": 3, "moe_num_shared_experts": 2}, 1, 2 * ONE),
        ({"interleave_moe_layer_step": 2, "model_type": "llama4_text"}, 2, ONE),
        ({"decoder_sparse_step": 1, "mlp_only_layers": [0]}, 3, 0),
        ({"mlp_layer_types": ["dense", "sparse", "sparse", "sparse"]}, 3, 0),
        ({"moe_layer_freq": [0, 1, 1, 1]}, 3, 0),
        ({"expert_layer_period": 2, "expert_layer_offset": 1}, 2, 0),
        ({"shared_expert_intermediate_size": 16}, 4, 3 * 64 * 16),
    ],
)
def test_experts_stand_where_each_family_says(more: dict[str, object], layers: int, shared: int) -> None:
    found = experts(_config(num_experts=8, num_experts_per_tok=2, moe_intermediate_size=32, **more))
    assert found is not None
    assert (found.layers, found.shared, found.count, found.used, found.one) == (layers, shared, 8, 2, ONE)


def test_a_dense_model_has_no_experts() -> None:
    assert experts(_config()) is None
    assert experts(_config(num_local_experts=1)) is None


def _groups(bits: int, size: int | None) -> dict[str, object]:
    weights = {"num_bits": bits, "group_size": size}
    return {"quant_method": "compressed-tensors", "config_groups": {"group_0": {"weights": weights}}}


@pytest.mark.parametrize(
    ("quantised", "bits"),
    [
        (_groups(4, 32), 4.5),
        (_groups(4, 128), 4.125),
        (_groups(4, -1), 4.0),
        (_groups(8, None), 8.0),
        ({"quant_method": "modelopt", "quant_algo": "NVFP4"}, 4.5),
        ({"quant_method": "modelopt", "quant_algo": "FP8"}, 8.0),
        ({"quant_method": "bitsandbytes", "load_in_8bit": True}, 8.0),
        ({"quant_method": "bitsandbytes", "load_in_4bit": True}, 4.0),
        ({"quant_method": "fbgemm_fp8"}, 8.0),
    ],
)
def test_the_bits_of_each_way_to_quantise(quantised: dict[str, object], bits: float) -> None:
    assert weight_bits(_config(quantization_config=quantised)) == (bits, "")


def test_modules_that_stay_in_16_bits_are_mentioned() -> None:
    told = {"quant_method": "mxfp4", "modules_to_not_convert": ["lm_head"]}
    assert "16 bits" in weight_bits(_config(quantization_config=told))[1]


def test_a_precision_that_is_not_stated_is_assumed_aloud() -> None:
    assert weight_bits(_config()) == (16.0, "the config states no precision: 16 bits are assumed")
    assert "num_bits" in weight_bits(_config(quantization_config={"quant_method": "compressed-tensors"}))[1]
