"""Keys in the environment are enough to start."""

from deadheat.settings.found import PROVIDERS, document_found, providers_found


def test_a_key_makes_a_host_an_offer_and_routes() -> None:
    found = document_found({"OPENAI_API_KEY": "sk", "ANTHROPIC_API_KEY": "sk"})
    assert set(found.hosts) == {"openai", "anthropic"}
    assert found.routes["openai/*"].arms[0].offer == "openai"
    assert found.routes["claude-*"].arms[0].offer == "anthropic"
    assert "*" not in found.routes


def test_the_only_host_takes_every_name() -> None:
    assert document_found({"OPENROUTER_API_KEY": "sk"}).routes["*"].arms[0].offer == "openrouter"


def test_an_empty_key_is_no_key() -> None:
    assert providers_found({"OPENAI_API_KEY": " "}) == ()


def test_a_base_url_of_the_environment_is_honoured() -> None:
    found = document_found({"OPENAI_API_KEY": "sk", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1"})
    assert found.hosts["openai"].base_url == "http://127.0.0.1:1/v1"


def test_no_two_providers_claim_one_name() -> None:
    claims = [name for provider in PROVIDERS for name in provider.names]
    assert len(set(claims)) == len(claims)
