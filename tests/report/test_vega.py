"""Charts carry their scripts with them, under a policy that allows those and nothing else."""

import base64
import hashlib
import re
import sys

import pytest

from deadheat.errors import ConfigError
from deadheat.report.vega import FILE_COLOURS, captioned, draw, script_policy, scripts, spec_json, themed

SPEC = {"data": {"values": [{"a": "</script>", "b": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}


def test_policy_allows_each_script_by_its_hash() -> None:
    policy = script_policy()
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    for text in scripts():
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_scripts_name_no_source_map_and_end_no_script_element() -> None:
    for text in scripts():
        assert "sourceMappingURL" not in text
        assert "</script" not in text


def test_a_specification_cannot_end_its_script_element() -> None:
    assert "</script>" not in spec_json(SPEC)


def test_every_colour_of_the_house_has_a_value_in_a_file() -> None:
    used = set(re.findall(r"var\(--(\w+)\)", spec_json(themed(SPEC))))
    assert used <= set(FILE_COLOURS)


def test_a_picture_needs_the_extra_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ConfigError, match="needs the extra `report`"):
        draw(SPEC, "svg")


def test_a_picture_alone_says_its_title_and_source_in_lines_that_fit() -> None:
    spec = captioned({"mark": "bar"}, "Title", "word " * 60, "Source: s")
    title = spec["title"]
    assert isinstance(title, dict)
    assert title["text"] == "Title"
    assert title["subtitle"][-1] == "Source: s"
    assert max(map(len, title["subtitle"])) <= 108
    assert spec["mark"] == "bar"
