"""Which names mean which model."""

from deadheat.catalog.registry import Sources, build_registry, slug
from deadheat.facts.model import Lab

LABS = (
    Lab(id="moon", name="Moon", namespaces=("moon", "moonlabs"), families=("luna-",), hosts=("moonhost",)),
    Lab(id="sun", name="Sun", namespaces=("sun",)),
)


def _registry(
    *listed: tuple[str, str], hub: tuple[str, ...] = (), records: tuple[str, ...] = ()
) -> dict[str, tuple[str, ...]]:
    return build_registry(
        Sources(aliases={"moon/luna-2": ["crescent"]}, records=records, hub=hub, listed=listed, labs=LABS)
    )


def test_an_alias_names_the_model_on_its_left() -> None:
    assert _registry()["crescent"] == ("moon/luna-2",)


def test_a_copy_in_another_precision_is_no_model_of_its_own() -> None:
    registry = _registry(hub=("moonlabs/Luna-3-8B", "moonlabs/Luna-3-8B-FP8"))
    assert "luna38bfp8" not in registry
    assert registry["luna38b"] == ("moon/luna-3-8b",)


def test_a_dated_release_of_the_hub_is_a_model_of_its_own() -> None:
    registry = _registry(hub=("moonlabs/Luna-3", "moonlabs/Luna-3-0905"))
    assert registry["luna30905"] == ("moon/luna-3-0905",)


def test_a_short_name_that_fits_two_sizes_stays_ambiguous() -> None:
    registry = _registry(hub=("moonlabs/Luna-4-8B-Instruct", "moonlabs/Luna-4-70B-Instruct"))
    assert registry["luna4"] == ("moon/luna-4-70b-instruct", "moon/luna-4-8b-instruct")
    assert registry["luna48b"] == ("moon/luna-4-8b-instruct",)


def test_a_third_partys_fine_tune_is_not_taken_for_the_labs() -> None:
    registry = _registry(("router", "luna-5-8b-queen"), ("router", "luna-6-pro"), ("router", "luna-7-uncensored"))
    assert registry["luna6pro"] == ("moon/luna-6-pro",)
    assert not {"luna58bqueen", "luna7uncensored"} & set(registry)


def test_a_labs_own_host_names_models_and_a_strangers_namespace_there_does_not() -> None:
    registry = _registry(("moonhost", "orbit-fast"), ("moonhost", "sun/ray-1"))
    assert registry["orbitfast"] == ("moon/orbit-fast",)
    assert registry["ray1"] == ("sun/ray-1",)


def test_a_slug_is_lower_case_without_path_tag_and_vendor() -> None:
    assert slug("accounts/x/models/Luna_3.1 Pro:free") == "luna-3.1-pro"
    assert slug("us.anthropic.claude-x-v1:0") == "claude-x"
