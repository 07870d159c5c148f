import json
from pathlib import Path

from deadheat.gateway.models import list_models
from tests.gateway.harness import gateway, request


def test_names_are_listed_in_the_shape_of_either_family(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        openai = gate.send(request("/v1/models", b"", method="GET")).json
        anthropic = gate.send(request("/v1/models", b"", {"anthropic-version": "1"}, "GET")).json
        one = gate.send(request("/v1/models/assistant", b"", method="GET")).json
        slash = gate.send(request("/v1/models/claude%2Fplain", b"", method="GET")).json
        strict = {k: v for k, v in gate.desk.table.routes.items() if k != "*"}
        table = type(gate.desk.table)(routes=strict, config_hash="")
    names = [m["id"] for m in openai["data"]]
    assert openai["object"] == "list"
    assert "assistant" in names
    assert [m["id"] for m in anthropic["data"]] == names
    assert (anthropic["first_id"], anthropic["last_id"], anthropic["has_more"]) == (names[0], names[-1], False)
    assert one == {"id": "assistant", "object": "model", "created": 0, "owned_by": "deadheat"}
    assert slash["id"] == "claude/plain"
    unknown = list_models(table, b"asistant", anthropic=False)
    assert unknown.status == 404
    assert "assistant" in json.loads(unknown.body)["error"]["message"]
    assert json.loads(list_models(type(table)(routes={}, config_hash=""), b"", anthropic=True).body)["first_id"] is None


def test_a_key_sees_the_routes_it_is_for(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        table = gate.desk.table
    listed = json.loads(list_models(table, b"", anthropic=False, allowed=("assistant",)).body)
    assert [m["id"] for m in listed["data"]] == ["assistant"]
    assert list_models(table, b"both", anthropic=False, allowed=("assistant", "*")).status == 404
    assert list_models(table, b"both", anthropic=False, allowed=("both",)).status == 200


def test_a_name_longer_than_any_is_none(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        assert [list_models(gate.desk.table, b"m" * n, anthropic=False).status for n in (512, 513)] == [200, 404]
