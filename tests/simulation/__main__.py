"""`make simulate`: every promise of the statistics beside what a simulation saw."""

import sys

from rich.console import Console
from rich.table import Table

from tests.simulation.registry import SCENARIOS
from tests.simulation.scenario import simulate


def main() -> int:
    table = Table("scenario", "promise", "at most", "seen", "runs", "kept")
    kept = True
    for scenario in SCENARIOS:
        outcome = simulate(scenario)
        kept &= outcome.kept
        seen = f"{outcome.rate:.4f}"
        row = (scenario.name, scenario.promise, f"{scenario.at_most:.4f}", seen, str(scenario.runs))
        table.add_row(*row, "yes" if outcome.kept else "NO")
    Console(width=150).print(table)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
