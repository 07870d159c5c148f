"""Memory by formula, against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.catalog.architecture import read_architecture
from deadheat.catalog.fit import OVERHEAD_GIB, USABLE, cache_bytes, fit
from deadheat.catalog.hardware import bundled_config, gpus, gpus_named
from deadheat.errors import ConfigError
from deadheat.facts.fit import GIB, FitSheet


def _sheet(model: str, *, context: int = 131_072, weight_bits: float | None = None) -> FitSheet:
    config, name, _ = bundled_config(model)
    return fit(read_architecture(config), gpus().values(), context=context, weight_bits=weight_bits, model=name)


@pytest.mark.parametrize(
    ("model", "bits", "weights_gib", "kv_kib"),
    [
        ("meta/llama-3.3-70b-instruct", 16, 131.4, 320),
        ("alibaba/qwen3-32b", 16, 61.0, 256),
        ("alibaba/qwen3-235b-a22b", 8, 219.0, 188),
        ("deepseek/deepseek-v3", 8, 624.9, 68.625),
        ("moonshotai/kimi-k2-instruct", 8, 955.9, 68.625),
        ("openai/gpt-oss-120b", 4.25, 57.8, 36),
    ],
)
def test_weights_and_cache_are_the_published_sizes(model: str, bits: float, weights_gib: float, kv_kib: float) -> None:
    sheet = _sheet(model, weight_bits=bits)
    assert sheet.weights_gib == pytest.approx(weights_gib, abs=0.1)
    assert sheet.kv_kib_per_token == kv_kib


def test_a_long_context_costs_what_the_formula_says() -> None:
    assert _sheet("meta/llama-3.3-70b-instruct").kv_gib_per_sequence == pytest.approx(40.0)
    assert _sheet("deepseek/deepseek-v3").kv_gib_per_sequence == pytest.approx(8.58, abs=0.01)


def test_window_layers_stop_growing_at_the_window() -> None:
    shape = read_architecture(bundled_config("openai/gpt-oss-120b")[0])
    growth = cache_bytes(shape, 2000, kv_bits=16) - cache_bytes(shape, 1000, kv_bits=16)
    assert growth == 1000 * 36 * 1024


def test_a_fit_uses_no_more_than_is_usable_and_one_gpu_fewer_would_not_do() -> None:
    for entry in _sheet("meta/llama-3.3-70b-instruct", context=8192).fits:
        if entry.gpus:
            assert entry.used_gib <= entry.usable_gib + 1e-9
            half = entry.usable_gib / 2 - (entry.used_gib - entry.gpus * 1.5) - entry.gpus / 2 * 1.5
            assert entry.gpus == 1 or half < 0


def test_what_fits_nowhere_says_so() -> None:
    config = bundled_config("moonshotai/kimi-k2-instruct")[0]
    (entry,) = fit(read_architecture(config), [gpus()["l4"]], context=8192).fits
    assert (entry.gpus, entry.max_concurrency, entry.tokens_s_bound) == (0, 0, None)


@given(st.integers(1, 10**6), st.integers(1, 64))
def test_more_context_or_sequences_never_need_fewer_gpus(context: int, concurrency: int) -> None:
    shape = read_architecture(bundled_config("alibaba/qwen3-32b")[0])
    one, more = (
        fit(shape, [gpus()["h100"]], context=c, concurrency=n).fits[0].gpus or 99
        for c, n in ((context, concurrency), (context * 2, concurrency + 1))
    )
    assert one <= more


@pytest.mark.parametrize(
    "wrong", [{"context": 0}, {"concurrency": 0}, {"kv_bits": 0}, {"weight_bits": 0.5}, {"kv_bits": 64}]
)
def test_numbers_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    shape = read_architecture(bundled_config("alibaba/qwen3-32b")[0])
    with pytest.raises(ConfigError, match="Expected"):
        fit(shape, [], **{"context": 1000, **wrong})  # type: ignore[arg-type]  # one of them is a float


def test_the_overhead_is_counted_per_gpu() -> None:
    sheet = _sheet("alibaba/qwen3-32b", context=1)
    entry = next(e for e in sheet.fits if e.gpu == "NVIDIA H100 SXM")
    assert entry.used_gib == pytest.approx(sheet.weights_gib + sheet.kv_gib_per_sequence + entry.gpus * 1.5)
    assert GIB == 2**30


def test_the_longest_context_fits_and_one_token_more_does_not() -> None:
    config, *_ = bundled_config("meta/llama-3.3-70b-instruct")
    shape = read_architecture(config)
    sheet = fit(shape, gpus_named(["h100"]), context=8000, concurrency=4)
    (found,) = sheet.fits
    each = 80e9 * USABLE - OVERHEAD_GIB * GIB
    room = found.gpus * each - sheet.weights_gib * GIB
    assert 4 * cache_bytes(shape, found.max_context, kv_bits=16) <= room
    assert 4 * cache_bytes(shape, found.max_context + 1, kv_bits=16) > room


def test_the_longest_context_is_no_longer_than_the_models_own() -> None:
    config, *_ = bundled_config("openai/gpt-oss-20b")
    sheet = fit(read_architecture(config), gpus_named(["mi355x"]), context=1000)
    assert sheet.fits[0].max_context == 131_072


def test_asking_for_more_than_the_models_context_is_said() -> None:
    config, *_ = bundled_config("alibaba/qwen3-32b")
    sheet = fit(read_architecture(config), gpus_named(["h200"]), context=131_072)
    assert any("40,960" in note for note in sheet.notes)


def test_a_cache_that_tensor_parallelism_repeats_is_said() -> None:
    config, *_ = bundled_config("deepseek/deepseek-v3")
    sheet = fit(read_architecture(config), gpus_named(["h200"]), context=1000)
    assert any("more than 1 GPU " in note for note in sheet.notes)
    dense, *_ = bundled_config("meta/llama-3.1-8b-instruct")
    assert fit(read_architecture(dense), gpus_named(["h200"]), context=1000).notes == ()


def test_sparse_attention_adds_its_index_to_the_cache() -> None:
    plain, *_ = bundled_config("deepseek/deepseek-v3")
    sparse, *_ = bundled_config("deepseek/deepseek-v3.2")
    extra = cache_bytes(read_architecture(sparse), 1000, kv_bits=16) - cache_bytes(
        read_architecture(plain), 1000, kv_bits=16
    )
    assert extra == 61 * 132 * 1000
