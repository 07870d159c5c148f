"""Weights and KV cache against the memory of accelerators, by formula."""

from collections.abc import Iterable

from deadheat.errors import ConfigError
from deadheat.facts.fit import GIB, Architecture, Fit, FitSheet, Gpu

OVERHEAD_GIB = 1.5
USABLE = 0.9
_COUNTS = (1, 2, 4, 8, 16)
METHOD = """weights = parameters * bits / 8, all experts resident. KV cache per token = 2 * layers * kv heads * head
size * bytes, with latent attention layers * (kv_lora_rank + qk_rope_head_dim) * bytes; window layers keep at most the
window, linear layers a constant state. It fits if weights + cache * concurrency + overhead per GPU <= usable share of
the memory, and the number of GPUs divides the attention heads. Bound on tokens a second = bandwidth / (active weights +
cache read)."""


def cache_bytes(architecture: Architecture, context: int, *, kv_bits: int) -> float:
    """Bytes that one sequence of `context` tokens keeps."""
    kept = architecture.full_layers * context + architecture.window_layers * min(context, architecture.window)
    values = kept * architecture.kv_values_per_layer
    # Recurrent states are kept in 32 bits, whatever the cache of the attention layers is kept in.
    return values * kv_bits / 8 + architecture.linear_layers * architecture.linear_state_values * 4


def fit(
    architecture: Architecture,
    gpus: Iterable[Gpu],
    *,
    context: int,
    concurrency: int = 1,
    weight_bits: float | None = None,
    kv_bits: int = 16,
    model: str = "",
    source: str = "",
) -> FitSheet:
    """What `architecture` needs at `context` tokens and `concurrency` sequences, and how many of each GPU hold it.

    Raises: ConfigError if context, concurrency or a number of bits is out of range.
    """
    for name, value in (("context", context), ("concurrency", concurrency), ("kv_bits", kv_bits)):
        if value < 1:
            raise ConfigError(f"{name} is {value}. Expected 1 or more.")
    bits = architecture.weight_bits if weight_bits is None else weight_bits
    if not 1 <= bits <= 32 or kv_bits > 32:
        raise ConfigError(f"Weights of {bits:g} and a cache of {kv_bits} bits are out of range. Expected 1 to 32.")
    weights = architecture.params_total * bits / 8
    sequence = cache_bytes(architecture, context, kv_bits=kv_bits)
    active = architecture.params_active * bits / 8
    growing = architecture.full_layers * architecture.kv_values_per_layer * kv_bits / 8
    return FitSheet(
        model=model,
        architecture=architecture,
        context=context,
        concurrency=concurrency,
        weight_bits=bits,
        kv_bits=kv_bits,
        weights_gib=weights / GIB,
        kv_kib_per_token=growing / 1024,
        kv_gib_per_sequence=sequence / GIB,
        overhead_gib_per_gpu=OVERHEAD_GIB,
        usable_share=USABLE,
        fits=tuple(
            _fit(gpu, architecture.heads, weights=weights, sequence=sequence, concurrency=concurrency, active=active)
            for gpu in gpus
        ),
        method=" ".join(METHOD.split()),
        source=source,
    )


def _fit(gpu: Gpu, heads: int, *, weights: float, sequence: float, concurrency: int, active: float) -> Fit:
    each = gpu.memory_gb * 1e9 * USABLE - OVERHEAD_GIB * GIB
    need = weights + sequence * concurrency
    counts = [count for count in _COUNTS if heads % count == 0]
    count = next((count for count in counts if need <= count * each), 0)
    room = (count or counts[-1]) * each - weights
    most = int(room // sequence) if sequence > 0 and room > 0 else 0
    speed = count * gpu.bandwidth_gb_s * 1e9 / (active + sequence) if count else None
    return Fit(
        gpu=gpu.name,
        gpus=count,
        used_gib=(need + (count or counts[-1]) * OVERHEAD_GIB * GIB) / GIB,
        usable_gib=(count or counts[-1]) * gpu.memory_gb * 1e9 * USABLE / GIB,
        max_concurrency=most,
        tokens_s_bound=speed,
    )
