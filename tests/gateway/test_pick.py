import asyncio
from pathlib import Path

from deadheat.assembly.compile import Compiler
from deadheat.decision.affinity import Affinity
from deadheat.gateway.pick import offers_in_order
from deadheat.gateway.table import RouteTable
from deadheat.settings.load import load

TOML = """
[hosts.a]
base_url = "http://127.0.0.1:1/v1"
[hosts.b]
base_url = "http://127.0.0.1:2/v1"
[offers.qwen-a]
host = "a"
model = "qwen"
[offers.qwen-b]
host = "b"
model = "qwen"
[offers.glm]
host = "b"
model = "glm"
[offers.last]
host = "a"
model = "last"
[routes.replicas]
arms = [{ offer = "qwen-a" }, { offer = "qwen-b" }]
fallbacks = ["last", "qwen-a"]
[routes.trial]
arms = [{ offer = "qwen-a", weight = 1 }, { offer = "glm", weight = 1 }]
"""


def _table(folder: Path) -> RouteTable:
    file = folder / "deadheat.toml"
    file.write_text(TOML)

    async def compiled() -> RouteTable:
        return Compiler({}).compile(load(file, {}))

    return asyncio.run(compiled())


def test_among_replicas_of_one_model_the_least_loaded_is_asked_first(tmp_path: Path) -> None:
    route = _table(tmp_path).routes["replicas"]
    a, b = route.arms
    for conversation in (b"1", b"2", b"3", b"4"):
        a.state.in_flight, b.state.in_flight = 3, 1
        assert offers_in_order(route, conversation, Affinity(), 0.0)[0] is b
        a.state.in_flight, b.state.in_flight = 1, 3
        assert offers_in_order(route, conversation, Affinity(), 0.0)[0] is a


def test_a_conversation_in_progress_keeps_its_replica_whatever_the_load(tmp_path: Path) -> None:
    route = _table(tmp_path).routes["replicas"]
    route.arms[0].state.in_flight = 100
    affinity = Affinity()
    affinity.keep(b"talk", "qwen-a", 0.0)
    assert offers_in_order(route, b"talk", affinity, 1.0)[0].name == "qwen-a"


def test_load_never_moves_a_conversation_between_models(tmp_path: Path) -> None:
    route = _table(tmp_path).routes["trial"]
    before = [offers_in_order(route, bytes([i]), Affinity(), 0.0)[0].name for i in range(50)]
    route.arms[0].state.in_flight = 1000
    assert before == [offers_in_order(route, bytes([i]), Affinity(), 0.0)[0].name for i in range(50)]
    assert set(before) == {"qwen-a", "glm"}


def test_fallbacks_come_behind_the_arms_and_resting_offers_behind_all(tmp_path: Path) -> None:
    route = _table(tmp_path).routes["replicas"]
    names = [o.name for o in offers_in_order(route, b"x", Affinity(), 0.0)]
    assert sorted(names[:2]) == ["qwen-a", "qwen-b"]
    assert names[2:] == ["last"]
    for arm in route.arms:
        arm.state.circuit.rest(10.0)
    assert offers_in_order(route, b"x", Affinity(), 0.0)[0].name == "last"
