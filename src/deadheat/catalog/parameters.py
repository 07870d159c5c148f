"""How many parameters follow from the shapes of a `config.json`, and in how many bits each is kept."""

from msgspec import Struct

from deadheat.catalog.config_json import ConfigJson

_BITS = {"float32": 32.0, "float16": 16.0, "bfloat16": 16.0, "float8_e4m3fn": 8.0}
# mxfp4 keeps one 8-bit scale per 32 values of 4 bits, nvfp4 one per 16.
_QUANTISED = {"fp8": 8.0, "fbgemm_fp8": 8.0, "mxfp4": 4.25, "nvfp4": 4.5, "gptq": 4.0, "awq": 4.0, "bitsandbytes": 4.0}


class Experts(Struct, frozen=True, kw_only=True):
    """A mixture: in `layers` layers `used` of `count` experts of `one` parameters; `shared` ones are always used."""

    layers: int
    count: int
    used: int
    one: int
    shared: int


def count_parameters(config: ConfigJson) -> tuple[int, int]:
    """All parameters, and those that one token uses; linear layers are counted as attention layers."""
    layers, hidden = config.layers, config.hidden
    embeddings = config.get("vocab_size") * hidden * (1 if config.says("tie_word_embeddings", value=True) else 2)
    mixture = experts(config)
    dense = 3 * hidden * config.need(
        "intermediate_size_mlp", "intermediate_size", "ffn_hidden_size", "n_inner", "moe_intermediate_size"
    )  # fmt: skip
    fixed = embeddings + layers * _attention_parameters(config)
    if mixture is None:
        return fixed + layers * dense, fixed + layers * dense
    fixed += (layers - mixture.layers) * dense + mixture.layers * (mixture.shared + hidden * mixture.count)
    each = mixture.layers * mixture.one
    return fixed + mixture.count * each, fixed + mixture.used * each


def experts(config: ConfigJson) -> Experts | None:
    """The mixture of experts of `config`; None if it has none."""
    count = config.get("n_routed_experts", "num_local_experts", "num_experts", "moe_num_experts")
    if count <= 1:
        return None
    one = 3 * config.hidden * (config.get("moe_intermediate_size") or config.need("intermediate_size"))
    number = config.get("n_shared_experts", "num_shared_experts", "moe_num_shared_experts", "num_shared_expert")
    # Llama 4 has one shared expert in every mixture, which its config does not state.
    number = number or int(config.text("model_type").startswith("llama4"))
    width = config.get(
        "shared_expert_intermediate_size", "shared_intermediate_size", "moe_shared_expert_intermediate_size"
    )
    return Experts(
        layers=_sparse_layers(config),
        count=count,
        used=config.get("num_experts_per_tok", "experts_per_token", "moe_topk", "moe_k", "num_experts_per_token") or 1,
        one=one,
        shared=3 * config.hidden * width if width else number * one,
    )


def weight_bits(config: ConfigJson) -> tuple[float, str]:
    """Bits per weight, and what had to be assumed."""
    quantised = config.table("quantization_config")
    if not quantised.config:
        dtype = config.text("torch_dtype", "dtype")
        return _BITS.get(dtype, 16.0), "" if dtype in _BITS else "the config states no precision: 16 bits are assumed"
    method = quantised.text("quant_method")
    bits = quantised.config.get("bits", quantised.config.get("weight_bits"))
    if isinstance(bits, int | float) and not isinstance(bits, bool):
        return float(bits), ""
    if method in ("modelopt", "modelopt_fp4"):
        method = quantised.text("quant_algo").lower()
    if method == "compressed-tensors":
        return _compressed(quantised)
    if quantised.says("load_in_8bit", value=True):
        return 8.0, ""
    if method in _QUANTISED:
        apart = quantised.words("modules_to_not_convert") + quantised.words("ignore") if _QUANTISED[method] < 8 else []
        return _QUANTISED[method], _APART if apart else ""
    return 16.0, f"the quantisation {method!r} is not known: 16 bits are assumed, give --weight-bits"


_APART = (
    "the config leaves some modules in 16 bits; they are counted like the others, so that weights are a little more"
)


def _compressed(quantised: ConfigJson) -> tuple[float, str]:
    """The bits of compressed-tensors: those of its first group, with a 16-bit scale per group of integers."""
    groups = quantised.table("config_groups")
    weights = next((groups.table(name).table("weights") for name in sorted(groups.config)), groups)
    bits = weights.get("num_bits")
    if not bits:
        return 8.0, "compressed-tensors without num_bits: 8 bits are assumed, give --weight-bits"
    size = weights.get("group_size") if bits < 8 and weights.config.get("group_size") != -1 else 0
    return bits + (16 / size if size else 0), _APART if quantised.words("ignore") and bits < 8 else ""


def _sparse_layers(config: ConfigJson) -> int:
    """In how many layers experts stand; the others are dense."""
    layers = config.layers
    if listed := config.words("moe_layer_freq"):
        return sum(word != "0" for word in listed)
    if listed := config.words("mlp_layer_types"):
        return listed.count("sparse")
    if every := config.get("interleave_moe_layer_step", "decoder_sparse_step"):
        return layers // every - len(config.words("mlp_only_layers"))
    if every := config.get("expert_layer_period"):  # Jamba
        return sum(layer % every == config.get("expert_layer_offset") for layer in range(layers))
    return layers - min(config.get("first_k_dense_replace", "moe_layer_start_index"), layers)


def _attention_parameters(config: ConfigJson) -> int:
    hidden, heads = config.hidden, config.heads
    if latent := config.get("kv_lora_rank"):
        rope, nope, value = config.get("qk_rope_head_dim"), config.get("qk_nope_head_dim"), config.get("v_head_dim")
        queries = heads * (nope + rope)
        low = config.get("q_lora_rank")
        asked = hidden * low + low * queries if low else hidden * queries
        return asked + hidden * (latent + rope) + latent * heads * (nope + value) + heads * value * hidden
    value = config.get("v_head_dim") or config.head_dim
    return hidden * (config.head_dim + value) * (heads + config.kv_heads)
