"""Weights and KV cache against the memory of accelerators, by formula."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from deadheat.errors import ConfigError
from deadheat.facts.fit import GIB, Architecture, Fit, FitSheet, Gpu

OVERHEAD_GIB = 1.5
USABLE = 0.9
_COUNTS = (1, 2, 4, 8, 16)
# No context longer than this is looked for.
_LONGEST = 1 << 24
METHOD = """weights = parameters * bits / 8, all experts resident. KV cache per token = 2 * layers * kv heads * head
size * bytes, with latent attention layers * (kv_lora_rank + qk_rope_head_dim) * bytes; window layers keep at most the
window, linear layers a constant state, and an index of sparse attention one byte per number. It fits if weights + cache
* concurrency + overhead per GPU <= usable share of the memory, and the number of GPUs divides the attention heads.
Bound on tokens a second = bandwidth / (active weights + cache read)."""


def cache_bytes(architecture: Architecture, context: int, *, kv_bits: int) -> float:
    """Bytes that one sequence of `context` tokens keeps."""
    shape = architecture
    values = shape.full_layers * context * shape.kv_values_per_layer
    values += shape.window_layers * min(context, shape.window) * shape.window_values_per_layer
    indexer = context * shape.indexer_bytes_per_token
    # Recurrent states are kept in 32 bits, whatever the cache of the attention layers is kept in.
    return values * kv_bits / 8 + indexer + shape.linear_layers * shape.linear_state_values * 4


def longest_context(architecture: Architecture, room: float, *, kv_bits: int) -> int:
    """The most tokens of one sequence whose cache takes no more than `room` bytes, up to the model's own context."""
    most = min(architecture.context or _LONGEST, _LONGEST)
    return bisect_right(range(1, most + 1), room, key=lambda tokens: cache_bytes(architecture, tokens, kv_bits=kv_bits))


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
    growing += architecture.indexer_bytes_per_token
    asked = _Asked(architecture, weights, sequence, concurrency, active, kv_bits)
    fits = tuple(_fit(gpu, asked) for gpu in gpus)
    notes = list(architecture.notes)
    heads = architecture.kv_heads
    if architecture.kind != "none" and any(found.gpus > heads for found in fits):
        told = f"{heads} GPU{'s' if heads > 1 else ''}"
        notes.append(
            f"plain tensor parallelism over more than {told} keeps the cache more than once; here it counts once"
        )
    if architecture.context is not None and context > architecture.context:
        notes.append(f"the config states a context of {architecture.context:,} tokens, fewer than asked for")
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
        fits=fits,
        notes=tuple(notes),
        method=" ".join(METHOD.split()),
        source=source,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: the model's shape, and bytes of its weights, of one sequence, and of the weights a token uses."""

    architecture: Architecture
    weights: float
    sequence: float
    concurrency: int
    active: float
    kv_bits: int


def _fit(gpu: Gpu, asked: _Asked) -> Fit:
    each = gpu.memory_gb * 1e9 * USABLE - OVERHEAD_GIB * GIB
    need = asked.weights + asked.sequence * asked.concurrency
    counts = [count for count in _COUNTS if asked.architecture.heads % count == 0]
    count = next((count for count in counts if need <= count * each), 0)
    shown = count or counts[-1]
    room = max(shown * each - asked.weights, 0)
    most = int(room // asked.sequence) if asked.sequence > 0 else 0
    speed = count * gpu.bandwidth_gb_s * 1e9 / (asked.active + asked.sequence) if count else None
    return Fit(
        gpu=gpu.name,
        gpus=count,
        used_gib=(need + shown * OVERHEAD_GIB * GIB) / GIB,
        usable_gib=shown * gpu.memory_gb * 1e9 * USABLE / GIB,
        max_concurrency=most,
        max_context=longest_context(asked.architecture, room / asked.concurrency, kv_bits=asked.kv_bits),
        tokens_s_bound=speed,
    )
