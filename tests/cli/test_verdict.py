"""`deadheat verdict` as a user runs it."""

import csv
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deadheat.facts.verdict import Verdict

pytestmark = pytest.mark.slow

DEADHEAT = str(Path(sys.executable).parent / "deadheat")


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DEADHEAT, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["item", "task", "model", "score", "cost_usd"])
        for i in range(300):
            task = "easy" if i % 2 else "hard"
            rows.writerow([i, task, "old", int(i % 10 > 0), 0.02 + 0.0001 * (i % 7)])
            rows.writerow([i, task, "new", int(i % 10 > 0 and i != 5), 0.01 + 0.0001 * (i % 5)])
            rows.writerow([i, task, "bad", int(i % 3 == 0), 0.001])
    return path


def test_json_is_the_documented_document(answers: Path) -> None:
    done = run("verdict", answers, "--incumbent", "old", "--challenger", "new", "--challenger", "bad", "--json")
    assert done.returncode == 0
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["schema"] == "deadheat.verdict/1"
    assert {"incumbent", "margin", "alpha", "mode", "comparisons", "left_out"} <= set(found)
    assert [(c["challenger"], c["task"]) for c in found["comparisons"]] == [
        (challenger, task) for challenger in ("new", "bad") for task in ("easy", "hard", None)
    ]
    fields = "n_items n_repeats difference lower upper call separated not_worse more_items_needed "
    fields += "cost_ratio cost_ratio_lower cost_ratio_upper"
    assert set(fields.split()) <= set(found["comparisons"][0])
    assert msgspec.json.decode(done.stdout, type=Verdict).comparisons[-1].call == "behind"


def test_text_and_report_say_the_same(answers: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = run("verdict", answers, "--incumbent", "old", "--challenger", "new", "-o", page)
    assert done.returncode == 0
    assert "dead heat" in done.stdout
    assert f"wrote {page}" in done.stderr
    text = page.read_text()
    assert "dead heat" in text
    assert f"deadheat verdict {answers} --incumbent old --challenger new" in text


def test_several_challengers_may_follow_one_flag_and_tasks_may_be_chosen(answers: Path) -> None:
    words = ["--incumbent", "old", "--challenger", "new", "bad", "--task", "easy", "--json"]
    found = json.loads(run("verdict", answers, *words).stdout)
    assert [(c["challenger"], c["task"]) for c in found["comparisons"]] == [
        ("new", "easy"),
        ("new", None),
        ("bad", "easy"),
        ("bad", None),
    ]


def test_columns_of_other_names_are_mapped(answers: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(answers.read_text().replace("item,task,model,score", "id,task,llm,acc", 1))
    maps = ["--map", "id=item", "--map", "llm=model", "--map", "acc=score"]
    done = run("verdict", path, "--incumbent", "old", "--challenger", "new", *maps)
    assert done.returncode == 0
    assert "dead heat" in done.stdout


@pytest.mark.parametrize(
    ("challenger", "margin", "code"), [("bad", "0.05", 100), ("new", "0.001", 101), ("new", "0.1", 0)]
)
def test_the_gate_turns_the_answer_into_an_exit_code(answers: Path, challenger: str, margin: str, code: int) -> None:
    words = ["verdict", str(answers), "--incumbent", "old", "--challenger", challenger, "--margin", margin]
    assert run(*words, "--gate").returncode == code
    assert run(*words).returncode == 0


def test_a_loss_on_a_small_task_closes_the_gate_and_is_told_beside_a_win_over_all(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    rows = [f"{i},large,{m},{score}" for i in range(300) for m, score in (("old", i % 2), ("new", 1))]
    rows += [f"{i},small,{m},{score}" for i in range(60) for m, score in (("old", 1), ("new", i % 2))]
    path.write_text("\n".join(["item,task,model,score", *rows]))
    done = run("verdict", path, "--incumbent", "old", "--challenger", "new", "--gate")
    assert done.returncode == 100
    assert "new: ahead over all tasks, where every item counts the same, but behind on small." in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--incumbent", "old", "--challenger", "nwe"], 1, "no answers by model 'nwe'"),
        (["--incumbent", "old", "--challenger", "old"], 2, "both incumbent and challenger"),
        (["--incumbent", "old", "--challenger", "new", "--alpha", "5"], 2, "alpha is 5.0"),
        (["--incumbent", "old", "--challenger", "new", "--margin", "-1"], 2, "margin is -1.0"),
        (["--incumbent", "old", "--challenger", "new", "--map", "x"], 2, "has not the form"),
        (["--incumbent", "old", "--challenger", "new", "--task", "esay"], 1, "Did you mean 'easy'"),
        (["--incumbent", "old"], 2, "challenger"),
        (["--incumbent", "old", "--challenger", "new", "--mode", "weekly"], 2, "weekly"),
        (
            ["--incumbent", "old", "--challenger", "new", "-o", "/nowhere/at/all.html"],
            1,
            "/nowhere/at/all.html: cannot be written",
        ),
    ],
)
def test_a_wrong_call_says_what_to_do(answers: Path, words: list[str], code: int, message: str) -> None:
    done = run("verdict", answers, *words)
    assert done.returncode == code
    assert message in done.stderr.replace("│", "") + done.stdout
    assert "Traceback" not in done.stderr


def test_an_error_is_a_document_when_json_was_asked_for(tmp_path: Path) -> None:
    done = run("verdict", tmp_path / "none.csv", "--incumbent", "a", "--challenger", "b", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(done.stderr)["error"]["code"] == "data"


@pytest.mark.slow
def test_two_million_rows_stream_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("w") as stream:
        stream.write("item,model,score\n")
        for i in range(1_000_000):
            stream.write(f"item-{i},a,{i % 2}\nitem-{i},b,{(i // 2) % 2}\n")
    done = run("verdict", path, "--incumbent", "a", "--challenger", "b", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["comparisons"][0]["n_items"] == 1_000_000
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert peak_mb < 1500
