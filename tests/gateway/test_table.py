from pathlib import Path

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
    assert exact[0].arms[0].model_id("assistant") == "plain"
    assert pattern[0].arms[0].model_id("anything") == "anything"


def test_an_unknown_name_gets_a_hint(tmp_path: Path) -> None:
    table = _table(tmp_path)
    assert table.find("trail") is None
    assert table.hint("trail") == "Did you mean 'trial'?"
