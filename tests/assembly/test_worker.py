from pathlib import Path

import pytest

from deadheat.assembly.worker import fixed_changes, keep_the_door
from deadheat.errors import ConfigError
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


def test_a_door_that_others_can_reach_keeps_its_lock(tmp_path: Path) -> None:
    wide = _settings(tmp_path, '[gateway]\nlisten = "0.0.0.0:5000"\nauth = "keys"\n')
    open_to_all = _settings(tmp_path, '[gateway]\nlisten = "127.0.0.1:5000"\nauth = "none"\n')
    keep_the_door(wide, wide)
    keep_the_door(open_to_all, open_to_all)
    with pytest.raises(ConfigError, match="cannot become 'none'"):
        keep_the_door(wide, open_to_all)
