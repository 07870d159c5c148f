"""How much memory a model needs, and on which accelerators it fits."""

from typing import Literal

from msgspec import Struct

GIB = 1 << 30


class Architecture(Struct, frozen=True, kw_only=True):
    """What the memory of a decoder depends on, read from its `config.json`.

    full_layers keep keys and values of the whole context, window_layers of the last `window` tokens only, linear_layers
    a state of constant size. kv_values_per_layer: numbers kept per token and layer (2 * heads * dim, or the latent);
    window_values_per_layer the same for window layers. indexer_bytes_per_token: what sparse attention adds.
    """

    kind: Literal["mha", "gqa", "mqa", "mla", "none"]
    layers: int
    full_layers: int
    window_layers: int
    linear_layers: int
    window: int
    kv_values_per_layer: int
    window_values_per_layer: int
    indexer_bytes_per_token: int
    linear_state_values: int
    heads: int
    kv_heads: int
    params_total: int
    params_active: int
    weight_bits: float
    context: int | None
    notes: tuple[str, ...]


class Gpu(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One accelerator: memory in GB (10^9 bytes) and memory bandwidth in GB/s, as its maker states them."""

    id: str
    name: str
    memory_gb: float
    bandwidth_gb_s: float


class Fit(Struct, frozen=True, kw_only=True):
    """The smallest number of one accelerator that holds a model, or 0 when `max_gpus` of them do not.

    tokens_s_bound: upper bound of decoded tokens a second for one sequence, from memory bandwidth alone.
    max_concurrency: sequences of the asked context that fit on `gpus` of them.
    max_context: the longest context, up to the model's own, at which the asked number of sequences fits on them.
    """

    gpu: str
    gpus: int
    used_gib: float
    usable_gib: float
    max_concurrency: int
    max_context: int
    tokens_s_bound: float | None


class FitSheet(Struct, frozen=True, kw_only=True):
    """The memory of one model at one context and concurrency, and what holds it, with formulas and assumptions."""

    schema: Literal["deadheat.fit/1"] = "deadheat.fit/1"
    model: str
    architecture: Architecture
    context: int
    concurrency: int
    weight_bits: float
    kv_bits: int
    weights_gib: float
    kv_kib_per_token: float
    kv_gib_per_sequence: float
    overhead_gib_per_gpu: float
    usable_share: float
    fits: tuple[Fit, ...]
    notes: tuple[str, ...]
    method: str
    source: str
