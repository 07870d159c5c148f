import subprocess
import sys
from pathlib import Path

import pytest

START = "from deadheat.cli.app import main; main()"


def _serve(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", START, "serve", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--workers", "0"), "Expected 1 to 256"),
        (("--config", "nowhere.toml"), "there is no such file"),
        (("--config", "wrong.toml"), "Did you mean 'hosts'?"),
        (("--config", "inline.toml"), "hosts.a.key"),
        (("--config", "open.toml"), 'gateway.auth = "keys"'),
        (("--config", "store.toml"), "store"),
    ],
)
@pytest.mark.slow
def test_what_is_wrong_is_said_before_anything_is_served(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    files = {
        "wrong.toml": '[hostz.a]\nbase_url = "http://a"\n',
        "inline.toml": '[hosts.a]\nbase_url = "http://a"\nkey = "sk-inline-secret"\n',
        "open.toml": '[gateway]\nlisten = "0.0.0.0:0"\n',
        "store.toml": '[gateway]\nlisten = "127.0.0.1:0"\nadmin_listen = "127.0.0.1:0"\n[store]\nurl = "mysql://x"\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    done = _serve(tmp_path, *options)
    assert done.returncode != 0
    assert said in done.stderr
    assert "sk-inline-secret" not in done.stderr
    assert "Traceback" not in done.stderr
