"""A model's `config.json` read into what its memory depends on: attention kind, layers, experts, precision."""

from collections.abc import Mapping
from typing import Literal

from deadheat.errors import DataError
from deadheat.facts.fit import Architecture

Config = Mapping[str, object]
Kind = Literal["mha", "gqa", "mqa", "mla", "none"]
_BITS = {"float32": 32.0, "float16": 16.0, "bfloat16": 16.0, "float8_e4m3fn": 8.0}
# mxfp4 keeps one 8-bit scale per 32 values of 4 bits, nvfp4 one per 16.
_QUANTISED = {
    "fp8": 8.0,
    "mxfp4": 4.25,
    "nvfp4": 4.5,
    "gptq": 4.0,
    "awq": 4.0,
    "bitsandbytes": 4.0,
    "compressed-tensors": 8.0,
}


def read_architecture(config: Config, *, where: str = "config.json", params_total: int | None = None) -> Architecture:
    """The architecture that `config` describes; `params_total` replaces the count that follows from its shapes.

    Assumes: a decoder with gated feed-forward layers (three matrices), as all models of the catalogue are.
    Raises: DataError that names the key, if the shape is missing or is no number.
    """
    text = config.get("text_config")
    inner: Config = {**config, **text} if isinstance(text, dict) else config
    shape = _Shape(inner, where)
    layers = shape.need("num_hidden_layers", "n_layer", "num_layers")
    heads = shape.need("num_attention_heads", "n_head")
    full, window, linear = _layer_kinds(shape, layers)
    kind, values, kv_heads = _cache(shape, heads)
    counted, active = _parameters(shape, layers)
    total = params_total or counted
    bits, note = _weight_bits(inner)
    notes = [note] if note else []
    if linear:
        notes.append("layers with a state of constant size are counted by their shapes where the config gives them")
    return Architecture(
        kind=kind if full + window else "none",
        layers=layers,
        full_layers=full,
        window_layers=window,
        linear_layers=linear,
        window=shape.get("sliding_window") if window else 0,
        kv_values_per_layer=values,
        linear_state_values=_linear_state(shape),
        heads=heads,
        kv_heads=kv_heads,
        params_total=total,
        params_active=min(active, total),
        weight_bits=bits,
        context=shape.get("max_position_embeddings") or None,
        notes=tuple(notes),
    )


class _Shape:
    """Whole numbers of a config by any of their names."""

    def __init__(self, config: Config, where: str) -> None:
        self.config = config
        self.where = where

    def get(self, *names: str) -> int:
        """The first of `names` that the config states; 0 if none does."""
        for name in names:
            value = self.config.get(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise DataError(f"{name} is {value!r}. Expected a whole number, 0 or more.", where=self.where)
            return value
        return 0

    def need(self, *names: str) -> int:
        """As `get`, but it must be there."""
        if (value := self.get(*names)) == 0:
            raise DataError(
                f"{names[0]} is missing. Expected the config.json of a language model.",
                where=self.where,
                hint="It lies beside the weights on the hub.",
            )
        return value

    def words(self, name: str) -> list[str]:
        """A list of texts; empty if the config has none."""
        value = self.config.get(name)
        return [str(item) for item in value] if isinstance(value, list) else []

    @property
    def head_dim(self) -> int:
        return self.get("head_dim") or self.need("hidden_size", "n_embd") // self.need("num_attention_heads", "n_head")


def _layer_kinds(shape: _Shape, layers: int) -> tuple[int, int, int]:
    """How many layers look at everything, at a window, and at a constant state."""
    if kinds := shape.words("layer_types"):
        window = sum("sliding" in kind or "chunked" in kind for kind in kinds)
        linear = sum("linear" in kind or "mamba" in kind or "conv" in kind for kind in kinds)
        return len(kinds) - window - linear, window, linear
    if kinds := shape.words("attn_type_list"):
        linear = sum(kind == "0" for kind in kinds)
        return len(kinds) - linear, 0, linear
    if every := shape.get("full_attention_interval"):
        full = layers // every
        return full, 0, layers - full
    if not shape.get("sliding_window") or shape.config.get("use_sliding_window") is False:
        return layers, 0, 0
    if every := shape.get("sliding_window_pattern"):
        full = layers // every
        return full, layers - full, 0
    return 0, layers, 0


def _cache(shape: _Shape, heads: int) -> tuple[Kind, int, int]:
    """The kind of attention, the numbers kept per token and layer, and the heads they can be split over."""
    if latent := shape.get("kv_lora_rank"):
        return "mla", latent + shape.get("qk_rope_head_dim"), 1
    kv_heads = shape.get("num_key_value_heads") or heads
    kind: Kind = "mha" if kv_heads == heads else "mqa" if kv_heads == 1 else "gqa"
    return kind, 2 * kv_heads * shape.head_dim, kv_heads


def _linear_state(shape: _Shape) -> int:
    """Numbers that one linear layer keeps per sequence: heads * key size * value size, and Mamba's inner * state."""
    value_heads = shape.get("linear_num_value_heads")
    delta = value_heads * shape.get("linear_key_head_dim") * shape.get("linear_value_head_dim")
    inner = shape.get("mamba_d_inner") or shape.get("mamba_num_heads") * shape.get("mamba_head_dim")
    return delta or inner * shape.get("mamba_d_state", "ssm_state_size")


def _parameters(shape: _Shape, layers: int) -> tuple[int, int]:
    """All parameters, and those that one token uses; linear layers are counted as attention layers."""
    hidden, vocabulary = shape.need("hidden_size", "n_embd"), shape.get("vocab_size")
    embeddings = vocabulary * hidden * (1 if shape.config.get("tie_word_embeddings") is True else 2)
    attention = _attention_parameters(shape, hidden)
    dense = 3 * hidden * shape.need("intermediate_size", "ffn_hidden_size", "n_inner", "moe_intermediate_size")
    experts = shape.get("n_routed_experts", "num_local_experts", "num_experts")
    if not experts:
        total = embeddings + layers * (attention + dense)
        return total, total
    one = 3 * hidden * (shape.get("moe_intermediate_size") or shape.need("intermediate_size"))
    shared = shape.get("n_shared_experts") * one + 3 * hidden * shape.get("shared_expert_intermediate_size")
    plain = min(shape.get("first_k_dense_replace"), layers)
    sparse = layers - plain
    router = hidden * experts
    used = shape.get("num_experts_per_tok", "experts_per_token", "moe_topk") or 1
    fixed = embeddings + layers * attention + plain * dense + sparse * (shared + router)
    return fixed + sparse * experts * one, fixed + sparse * used * one


def _attention_parameters(shape: _Shape, hidden: int) -> int:
    heads = shape.need("num_attention_heads", "n_head")
    if latent := shape.get("kv_lora_rank"):
        rope, nope, value = shape.get("qk_rope_head_dim"), shape.get("qk_nope_head_dim"), shape.get("v_head_dim")
        queries = heads * (nope + rope)
        low = shape.get("q_lora_rank")
        asked = hidden * low + low * queries if low else hidden * queries
        return asked + hidden * (latent + rope) + latent * heads * (nope + value) + heads * value * hidden
    kv_heads = shape.get("num_key_value_heads") or heads
    return hidden * shape.head_dim * (2 * heads + 2 * kv_heads)


def _weight_bits(config: Config) -> tuple[float, str]:
    quantised = config.get("quantization_config")
    if isinstance(quantised, dict):
        bits = quantised.get("bits", quantised.get("weight_bits"))
        method = str(quantised.get("quant_method", ""))
        if isinstance(bits, int | float) and not isinstance(bits, bool):
            return float(bits), ""
        if method in _QUANTISED:
            return _QUANTISED[method], ""
        return 16.0, f"the quantisation {method!r} is not known: 16 bits are assumed, give --weight-bits"
    dtype = str(config.get("torch_dtype") or config.get("dtype") or "")
    if dtype in _BITS:
        return _BITS[dtype], ""
    return 16.0, "the config states no precision: 16 bits are assumed"
