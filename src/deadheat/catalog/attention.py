"""What a decoder keeps per token: which layers look at everything, at a window, or hold a state of constant size."""

from typing import Literal

from msgspec import Struct

from deadheat.catalog.config_json import ConfigJson
from deadheat.errors import DataError

Kind = Literal["mha", "gqa", "mqa", "mla", "none"]
# Families whose config.json leaves out which layers use the window: every n-th looks at everything (transformers).
_FULL_EVERY = {"gemma2": 2, "gemma3": 6, "gemma3_text": 6, "cohere2": 4, "llama4": 4, "llama4_text": 4}
_CONSTANT = ("linear", "mamba", "conv", "recurrent")


class LayerKinds(Struct, frozen=True, kw_only=True):
    """How many layers look at everything, at a window, and at a constant state; `note` says what had to be assumed."""

    full: int
    window: int = 0
    linear: int = 0
    note: str = ""


def layer_kinds(config: ConfigJson) -> LayerKinds:
    """The layers of `config` by what they look at.

    Raises: DataError if it compresses its cache by layer: no formula here covers that.
    """
    if config.words("compress_ratios"):
        told = "compress_ratios: the cache is compressed layer by layer, and no formula here covers that"
        raise DataError(f"{told}.", where=config.where, hint="Ask the host, or measure with your server.")
    return _listed(config) or _hybrid(config) or _windowed(config)


def kept_values(config: ConfigJson) -> tuple[Kind, int, int]:
    """The kind of attention, the numbers kept per token and layer, and the heads they can be split over."""
    if latent := config.get("kv_lora_rank"):
        return "mla", latent + config.get("qk_rope_head_dim"), 1
    heads, kv_heads = config.heads, config.kv_heads
    kind: Kind = "mha" if kv_heads == heads else "mqa" if kv_heads == 1 else "gqa"
    return kind, kv_heads * (config.head_dim + (config.get("v_head_dim") or config.head_dim)), kv_heads


def window_values(config: ConfigJson) -> int:
    """The numbers kept per token by a window layer, where such layers have heads of their own; else 0."""
    heads = config.get("swa_num_key_value_heads")
    if not heads:
        return 0
    keys = config.get("swa_head_dim") or config.head_dim
    return heads * (keys + (config.get("swa_v_head_dim") or keys))


def indexer_bytes(config: ConfigJson) -> int:
    """Bytes per token of the index of sparse attention: keys in 8 bits and one 32-bit scale per 128, in each layer.

    Layers that share the index of another (`indexer_types`) keep none.
    """
    keys = config.get("index_head_dim")
    own = config.words("indexer_types").count("full") or config.layers
    return (keys + 4 * -(-keys // 128)) * own if keys else 0


def window_size(config: ConfigJson) -> int:
    """The tokens a window layer looks back on."""
    return config.get("sliding_window", "attention_chunk_size", "sliding_window_size")


def linear_state(config: ConfigJson) -> int:
    """Numbers that one linear layer keeps per sequence: heads * key size * value size, or Mamba's inner * state."""
    value_heads = config.get("linear_num_value_heads")
    delta = value_heads * config.get("linear_key_head_dim") * config.get("linear_value_head_dim")
    kimi = config.table("linear_attn_config")
    kda = kimi.get("num_heads") * kimi.get("head_dim") ** 2
    lightning = config.heads * config.head_dim**2 if config.words("attn_type_list") else 0
    inner = config.get("mamba_d_inner") or config.get("mamba_num_heads", "mamba_n_heads") * config.get(
        "mamba_head_dim", "mamba_d_head"
    )
    inner = inner or config.get("mamba_expand") * config.get("hidden_size")
    return delta or kda or lightning or inner * config.get("mamba_d_state", "ssm_state_size")


def _listed(config: ConfigJson) -> LayerKinds | None:
    """Layers that the config names one by one."""
    if kinds := config.words("layer_types"):
        window = sum("sliding" in kind or "chunked" in kind for kind in kinds)
        linear = sum(any(word in kind for word in _CONSTANT) for kind in kinds)
        return LayerKinds(full=len(kinds) - window - linear, window=window, linear=linear)
    if kinds := config.words("attn_type_list"):  # MiniMax: 1 looks at everything, 0 is linear
        return LayerKinds(full=sum(kind != "0" for kind in kinds), linear=sum(kind == "0" for kind in kinds))
    if kinds := config.words("hybrid_layer_pattern"):  # MiMo: 0 looks at everything, 1 at the window
        return LayerKinds(full=sum(kind == "0" for kind in kinds), window=sum(kind != "0" for kind in kinds))
    if pattern := config.text("hybrid_override_pattern"):  # Nemotron-H: * attends, M is Mamba, - and E have no memory
        return LayerKinds(full=pattern.count("*"), linear=pattern.count("M"))
    kimi = config.table("linear_attn_config")
    if full := kimi.words("full_attn_layers"):
        return LayerKinds(full=len(full), linear=len(kimi.words("kda_layers")))
    return None


def _hybrid(config: ConfigJson) -> LayerKinds | None:
    """Every so many layers look at everything, the others keep a constant state."""
    if every := config.get("full_attention_interval"):
        full = config.layers // every
        return LayerKinds(full=full, linear=config.layers - full)
    if every := config.get("attn_layer_period"):  # Jamba
        full = sum(layer % every == config.get("attn_layer_offset") for layer in range(config.layers))
        return LayerKinds(full=full, linear=config.layers - full)
    return None


def _windowed(config: ConfigJson) -> LayerKinds:
    layers = config.layers
    if not window_size(config) or config.says("use_sliding_window", value=False):
        return LayerKinds(full=layers)
    if rope := config.words("no_rope_layers"):  # Llama 4: layers without positions look at everything
        return LayerKinds(full=rope.count("0"), window=len(rope) - rope.count("0"))
    every = config.get("sliding_window_pattern") or _FULL_EVERY.get(config.text("model_type"), 0)
    if every:
        return LayerKinds(full=layers // every, window=layers - layers // every)
    if config.says("use_sliding_window", value=True) and (first := config.get("max_window_layers")):  # Qwen2
        return LayerKinds(full=min(first, layers), window=max(layers - first, 0))
    note = "the config names a window and not which layers use it: all are counted with it"
    return LayerKinds(full=0, window=layers, note=note)
