"""`deadheat conform` says what it will cost, what it saw, and ends with the right exit code."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deadheat.upstream.fake import running

pytestmark = pytest.mark.slow

DEADHEAT = str(Path(sys.executable).parent / "deadheat")
CONFIG = """
[hosts.fake]
base_url = "{url}/v1"
[offers.good]
host = "fake"
model = "reasons"
host_model_id = "reasons"
price = {{ input = 0.2, output = 0.8 }}
[offers.broken]
host = "fake"
model = "fails"
host_model_id = "fails"
[offers.any]
host = "fake"
model = "*"
host_model_id = "*"
[routes.a]
arms = [{{ offer = "good" }}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with running() as host:
        (tmp_path / "deadheat.toml").write_text(CONFIG.format(url=host.url))
        yield tmp_path


def _conform(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([DEADHEAT, "conform", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_a_report_is_one_document(folder: Path) -> None:
    done = _conform(folder, "good", "--client", "openai_chat", "--json")
    report = json.loads(done.stdout)
    assert report["schema"] == "deadheat.conform/1"
    assert {f["probe"]: f["outcome"] for f in report["findings"]}["reasoning"] == "pass"
    assert done.returncode == (0 if report["conforms"] else 1)
    assert "small requests for at most $" in done.stderr


def test_a_broken_host_fails_with_exit_code_1_and_a_table(folder: Path) -> None:
    done = _conform(folder, "broken", "--client", "anthropic_messages")
    assert done.returncode == 1
    assert "FAIL" in done.stdout
    assert "0 passed" in done.stdout


def test_a_dry_run_sends_nothing(folder: Path) -> None:
    done = _conform(folder, "good", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "")
    assert "40 small requests for at most $" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["god"], 2, "Did you mean 'good'"),
        (["any"], 2, "--model"),
        (["good", "--max-usd", "0.0001"], 103, "more than --max-usd"),
        (["good", "--timeout-s", "0"], 2, "cannot be waited"),
        (["good", "--config", "nowhere.toml"], 2, "nowhere.toml"),
        (["good", "--max-usd", "nan"], 1, "not an amount of money"),
        ([], 2, "an argument"),
        (["good", "--client", "klingon"], 2, "klingon"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_sent(
    folder: Path, arguments: list[str], code: int, said: str
) -> None:
    done = _conform(folder, *arguments)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_an_offer_that_serves_any_model_is_given_one(folder: Path) -> None:
    done = _conform(folder, "any", "--model", "plain", "--client", "openai_chat", "--json")
    assert json.loads(done.stdout)["model"] == "plain"
