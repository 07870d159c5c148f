from pathlib import Path

from deadheat.assembly.worker import fixed_changes
from deadheat.settings.load import Settings, load


def _settings(folder: Path, text: str) -> Settings:
    file = folder / "deadheat.toml"
    file.write_text(text)
    return load(file, {})


def test_keys_that_need_a_restart_are_named(tmp_path: Path) -> None:
    before = _settings(tmp_path, "")
    after = _settings(tmp_path, '[gateway]\nlisten = "127.0.0.1:5000"\nlog = "off"\n[store]\nurl = "sqlite:///x.db"\n')
    assert fixed_changes(before, after) == ["gateway.listen", "gateway.log", "store"]
    limits = _settings(tmp_path, "[gateway.limits]\nin_flight = 7\n")
    assert fixed_changes(before, limits) == []
