"""One file, one answer: settings or every reason why not."""

from pathlib import Path

import pytest

from deadheat.errors import ConfigError
from deadheat.settings.load import load

ISSUE = """
[gateway]
listen = "127.0.0.1:4340"
admin_listen = "127.0.0.1:4341"
auth = "none"                      # "none" only on loopback; "keys" otherwise
[store]
url = "sqlite:///deadheat.db"
[hosts.local]                      # vLLM, SGLang, llama.cpp, Ollama, or any provider
base_url = "http://127.0.0.1:8000/v1"
dialect = "openai"                 # openai | anthropic
key = "env:LOCAL_KEY"              # optional; env:NAME or file:PATH, never inline
[offers.qwen]
host = "local"
model = "qwen3-235b-a22b"          # catalogue model, or a new one
host_model_id = "Qwen/Qwen3-235B-A22B"
price = { input = 0.20, output = 0.80 }   # USD per million tokens; the catalogue's where absent
[routes.assistant]                 # the name clients ask for
arms = [{ offer = "qwen", weight = 1 }]
fallbacks = []
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deadheat.toml"
    path.write_text(ISSUE)
    return path


def test_the_configuration_of_the_first_page_is_accepted(file: Path) -> None:
    settings = load(file, {"LOCAL_KEY": "sk-local"})
    assert settings.hosts["local"].key == "sk-local"
    assert settings.routes["assistant"].arms[0].offer == "qwen"
    assert settings.notes == ()


def test_an_unknown_key_is_one_sentence_with_the_file_and_the_nearest_name(file: Path) -> None:
    file.write_text(ISSUE.replace("dialect =", "dialct ="))
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    assert str(caught.value) == f"{file}: hosts.local.dialct is unknown. Did you mean 'dialect'?"


def test_all_errors_come_at_once(file: Path) -> None:
    file.write_text(ISSUE.replace("dialect =", "dialct =").replace("weight", "wieght"))
    with pytest.raises(ConfigError, match="2 keys cannot be used") as caught:
        load(file, {})
    assert "routes.assistant.arms[0].wieght" in str(caught.value)


def test_the_hash_names_the_settings_and_not_the_secrets(file: Path) -> None:
    one = load(file, {"LOCAL_KEY": "sk-one"})
    assert load(file, {"LOCAL_KEY": "sk-two"}).config_hash == one.config_hash
    assert b"sk-one" not in one.snapshot
    file.write_text(ISSUE.replace("0.80", "0.81"))
    assert load(file, {}).config_hash != one.config_hash
    file.write_text("# a comment\n" + ISSUE)
    assert load(file, {}).config_hash == one.config_hash


def test_the_environment_lies_over_the_file(file: Path) -> None:
    assert load(file, {"DEADHEAT_STORE__URL": "sqlite:///other.db"}).store.url == "sqlite:///other.db"


def test_a_misspelt_variable_is_an_error(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"DEADHEAT_… of the environment: store\.ulr is unknown"):
        load(file, {"DEADHEAT_STORE__ULR": "x"})


def test_without_a_file_the_keys_of_the_environment_are_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(None, {"ANTHROPIC_API_KEY": "sk-ant-0123456789wxyz"})
    assert settings.source == "environment"
    assert settings.hosts["anthropic"].key == "sk-ant-0123456789wxyz"
    assert "Found ANTHROPIC_API_KEY (…wxyz)" in settings.notes[0]


def test_without_a_file_and_a_key_it_says_that_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(None, {})
    assert settings.hosts == {}
    assert "there is no host to ask" in settings.notes[0]


def test_a_file_in_the_folder_is_found(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    assert load(None, {"OPENAI_API_KEY": "sk"}).source == "deadheat.toml"


def test_a_command_that_calls_no_host_reads_no_key(file: Path) -> None:
    assert load(file, {"LOCAL_KEY": "sk-local"}, with_keys=False).hosts["local"].key is None


def test_a_key_file_is_found_beside_the_settings(file: Path) -> None:
    (file.parent / "key").write_text("sk-file\n")
    file.write_text(ISSUE.replace("env:LOCAL_KEY", "file:key"))
    assert load(file, {}).hosts["local"].key == "sk-file"


def test_headers_of_the_collector_are_secrets_too(file: Path) -> None:
    file.write_text(
        ISSUE + '[telemetry]\notlp_endpoint = "http://127.0.0.1:4318"\nheaders = { authorization = "env:OTLP" }'
    )
    settings = load(file, {"OTLP": "token-one"})
    assert settings.telemetry_headers == {"authorization": "token-one"}
    assert b"token-one" not in settings.snapshot
    with pytest.raises(ConfigError, match=r"telemetry\.headers\.authorization leads nowhere"):
        load(file, {})
    file.write_text(ISSUE + '[telemetry]\notlp_endpoint = "127.0.0.1:4318"')
    with pytest.raises(ConfigError, match=r"telemetry\.otlp_endpoint cannot be used"):
        load(file, {})


def test_settings_never_show_a_secret(file: Path) -> None:
    assert "sk-one" not in repr(load(file, {"LOCAL_KEY": "sk-one"}))
