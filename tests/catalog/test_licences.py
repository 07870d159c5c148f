"""Which release is under which licence."""

import pytest

from deadheat.catalog.licences import check_model, licence_named, licences, release_of, terms_of
from deadheat.errors import DataError
from deadheat.facts.licence import Organisation


@pytest.mark.parametrize(
    ("model", "licence"),
    [
        ("moonshotai/kimi-k2.6", "moonshot-modified-mit"),
        ("moonshotai/kimi-k3", "kimi-k3"),
        ("alibaba/qwen3-235b-a22b", "apache-2.0"),
        ("alibaba/qwen3.5-397b-a17b", "apache-2.0"),
        ("alibaba/qwen3.8-2.4t-a95b", "qwen3.8"),
        ("alibaba/qwen2.5-72b-instruct", "qwen-2024"),
        ("alibaba/qwen2.5-7b-instruct", "apache-2.0"),
        ("deepseek/deepseek-v3", "deepseek-1.0"),
        ("deepseek/deepseek-v3.2", "mit"),
        ("deepseek/deepseek-r1-distill-llama-70b", "llama-3.1"),
        ("zhipuai/glm-5", "mit"),
        ("minimax/minimax-m2.5", "minimax-mit-variant"),
        ("minimax/minimax-m2.7", "minimax-m2.7"),
        ("minimax/minimax-m3", "minimax-community"),
        ("baidu/ernie-4.5-300b-a47b", "apache-2.0"),
        ("meta/llama-3.3-70b-instruct", "llama-3.1"),
        ("meta/llama-3.2-90b-vision-instruct", "llama-3.2"),
        ("meta/llama-4-scout-17b-16e-instruct", "llama-4"),
        ("openai/gpt-oss-120b", "gpt-oss"),
        ("google/gemma-3-27b-it", "gemma"),
        ("google/gemma-4-31b-it", "apache-2.0"),
        ("mistral/mistral-large-3-675b-instruct-2512", "apache-2.0"),
        ("alibaba/qwen2-vl-72b-instruct", "qwen-2024"),
        ("alibaba/qwen2.5-coder-3b-instruct", "qwen-research"),
        ("mistral/devstral-2-123b-instruct-2512", "mistral-modified-mit"),
    ],
)
def test_the_licence_hangs_on_the_release_not_on_the_family(model: str, licence: str) -> None:
    release = release_of(model)
    assert release is not None
    assert release.licence == licence


@pytest.mark.parametrize(
    "model",
    [
        "alibaba/qwen3-max",
        "alibaba/qwen3.7-plus",
        "zhipuai/glm-5.3",
        "anthropic/claude-opus-4-7",
        "moonshotai/kimi-k3.1-pro",
        "moonshotai/kimi-k2.8-preview",
        "deepseek/deepseek-v4.1-flash",
        "minimax/minimax-m3.1-flash",
        "tencent/hy3",
        "baidu/ernie-4.5-turbo-vl-32k",
    ],
)
def test_a_release_nobody_read_the_licence_of_is_unknown(model: str) -> None:
    assert release_of(model) is None


def test_what_was_not_verified_for_a_release_is_graded_so() -> None:
    found = {model: release_of(f"moonshotai/{model}") for model in ("kimi-k2.6", "kimi-k2.7-code")}
    assert {model: release and release.evidence for model, release in found.items()} == {
        "kimi-k2.6": "P",
        "kimi-k2.7-code": "G",
    }


def test_an_unknown_licence_gives_unknown_with_the_reason() -> None:
    check = check_model("zhipuai/glm-5.3", Organisation(), open_weights=None)
    assert check.outcome == "unknown"
    assert "does not know the licence" in check.reason


def test_closed_weights_are_under_terms_not_under_a_licence() -> None:
    check = check_model("openai/gpt-5.5", Organisation(), open_weights=False)
    assert (check.outcome, check.licence) == ("unknown", "")
    assert "terms" in check.reason
    blocked = check_model("openai/gpt-5.5", Organisation(role="distiller"), open_weights=False)
    assert blocked.outcome == "blocked"
    assert [(f.kind, f.outcome, f.source != "") for f in blocked.findings] == [("outputs", "blocked", True)]


def test_every_release_names_a_licence_that_is_described() -> None:
    from deadheat.catalog.licences import _releases

    assert {release.licence for release in _releases().release} <= set(licences())


def test_a_licence_is_found_by_spdx_id_too() -> None:
    assert licence_named("Apache-2.0", licences()).id == "apache-2.0"
    for name in ("beerware", ""):
        with pytest.raises(DataError, match="no licence"):
            licence_named(name, licences())


def test_the_terms_of_closed_labs_are_claims() -> None:
    terms = terms_of("anthropic")
    assert terms is not None
    assert terms.outputs.evidence == "R"
    assert terms_of("nobody") is None
