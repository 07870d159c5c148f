"""`deadheat hosts`."""

import json
from pathlib import Path

import pytest

from deadheat.cli.hosts import hosts
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow


def test_json_holds_every_claim_with_source_and_day(capsys: pytest.CaptureFixture[str]) -> None:
    hosts("kimi-k2.6", json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.hosts/1"
    lab = next(row for row in document["hosts"] if row["host"]["id"] == "moonshotai")
    assert {claim["value"] for claim in lab["host"]["hq"]} == {"CN", "SG"}
    assert all(claim["source"] and claim["as_of"] for claim in lab["host"]["hq"])


def test_the_table_counts_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    hosts(no_training=True, max_retention=0)
    out = capsys.readouterr().out
    assert "groq" in out
    assert "left out because a fact" in out


def test_a_list_of_refused_parties_marks_its_hosts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ours.csv").write_text("name,list,as_of,note\nGroq LLC,our list,2026-11-01,\n")
    file = tmp_path / "mine.toml"
    file.write_text('refused_parties = ["ours.csv"]\n')
    hosts(settings=file, json=True)
    rows = json.loads(capsys.readouterr().out)["hosts"]
    assert {row["host"]["id"] for row in rows if row["refused"]} == {"groq"}


def test_one_host_is_shown_claim_by_claim(capsys: pytest.CaptureFixture[str]) -> None:
    hosts(host="moonshotai")
    out = capsys.readouterr().out
    for words in ("head office", "SG", "CN", "contracting entity", "evidence", "https://api.moonshot.ai/v1"):
        assert words in out
    hosts(host="chutes")
    assert "no claim is recorded" in capsys.readouterr().out


def test_wrong_options_are_named() -> None:
    with pytest.raises(ConfigError, match="--max-retention"):
        hosts(max_retention=-1)
    for wrong in ({"country": "Germany"}, {"region": "Mars"}, {"host": "nowhere"}):
        with pytest.raises(ConfigError, match=f"--{next(iter(wrong))}"):
            hosts(**wrong)  # type: ignore[arg-type]  # the loop names options
    with pytest.raises(DataError, match="names no model"):
        hosts("nothing-of-the-kind")
