"""A model's `config.json` read into what its memory depends on: attention kind, layers, experts, precision."""

from deadheat.catalog.attention import (
    indexer_bytes,
    kept_values,
    layer_kinds,
    linear_state,
    window_size,
    window_values,
)
from deadheat.catalog.config_json import Config, ConfigJson
from deadheat.catalog.parameters import count_parameters, weight_bits
from deadheat.facts.fit import Architecture


def read_architecture(config: Config, *, where: str = "config.json", params_total: int | None = None) -> Architecture:
    """The architecture that `config` describes; `params_total` replaces the count that follows from its shapes.

    Assumes: a decoder with gated feed-forward layers (three matrices), as all models of the catalogue are.
    Raises: DataError that names the key, if the shape is missing or is no number.
    """
    shape = ConfigJson(config, where)
    kinds = layer_kinds(shape)
    kind, values, kv_heads = kept_values(shape)
    counted, active = count_parameters(shape)
    total = params_total or counted
    bits, note = weight_bits(shape)
    notes = [text for text in (note, kinds.note) if text]
    if kinds.linear:
        state = "a state of constant size" if linear_state(shape) else "a state whose size the config does not give"
        notes.append(f"linear layers keep {state}, and their parameters are counted like those of attention")
    return Architecture(
        kind=kind if kinds.full + kinds.window else "none",
        layers=shape.layers,
        full_layers=kinds.full,
        window_layers=kinds.window,
        linear_layers=kinds.linear,
        window=window_size(shape) if kinds.window else 0,
        kv_values_per_layer=values,
        window_values_per_layer=window_values(shape) or values,
        indexer_bytes_per_token=indexer_bytes(shape),
        linear_state_values=linear_state(shape),
        heads=shape.heads,
        kv_heads=kv_heads,
        params_total=total,
        params_active=min(active, total),
        weight_bits=bits,
        context=shape.get("max_position_embeddings") or None,
        notes=tuple(notes),
    )
