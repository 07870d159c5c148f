from pathlib import Path

from deadheat.decision.breaker import Circuit
from deadheat.facts.route import Breaker
from deadheat.gateway.table import MOST_NAMES, OfferState
from tests.gateway.harness import gateway
from tests.gateway.test_pick import _table


def test_an_exact_route_wins_over_a_pattern_and_a_pattern_passes_the_name_on(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        table = gate.desk.table
    exact, pattern, prefix = table.find("assistant"), table.find("anything"), table.find("safe/fails")
    assert exact is not None
    assert pattern is not None
    assert prefix is not None
    assert (exact[0].name, exact[1]) == ("assistant", "assistant")
    assert (pattern[0].name, pattern[1]) == ("*", "anything")
    assert (prefix[0].name, prefix[1]) == ("safe/*", "fails")
    assert exact[0].arms[0].host_model_id == "plain"
    assert pattern[0].arms[0].host_model_id == "anything"
    assert [offer.host_model_id for offer in (*prefix[0].arms, *prefix[0].fallbacks)] == ["fails", "good"]


def test_names_of_models_come_from_clients_and_are_not_remembered_without_end(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        table = gate.desk.table
    state = table.routes["*"].arms[0].state
    for i in range(MOST_NAMES + 5):
        assert table.find(f"model {i}") is not None
    assert len(table.found) == len(state.models) == MOST_NAMES
    assert "model 4" not in state.models


def test_what_a_model_is_known_for_outlives_a_reload_and_follows_a_new_rule() -> None:
    state = OfferState(Circuit(Breaker()))
    state.of("a").circuit.rest(10.0)
    state.govern(Breaker(failures=1))
    assert state.of("a").circuit.rests_for_s(0.0) == 10.0
    assert state.of("a").circuit.rule == state.of("new").circuit.rule == Breaker(failures=1)
    assert (state.rests(9.0), state.rests(11.0)) == (True, False)


def test_an_unknown_name_gets_a_hint(tmp_path: Path) -> None:
    table = _table(tmp_path)
    assert table.find("trail") is None
    assert table.hint("trail") == "Did you mean 'trial'?"
