"""Fit the capability index on the bundled scores with the defaults and store it beside them.

    python benchmarks/index/bundle.py

Two decimals are kept, far below the width of any interval; the two anchors have none.
"""

import csv

from deadheat.evidence.fitted_index import fit_index
from deadheat.evidence.index import summarise_index
from deadheat.evidence.public_evidence import FITTED, FittedModel
from deadheat.evidence.score_sheet import read_score_sheet

if __name__ == "__main__":
    rows = sorted(
        summarise_index(fit_index(read_score_sheet()), with_influence=False).models, key=lambda row: row.model
    )
    with FITTED.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(FittedModel.__struct_fields__)
        for row in rows:
            ends = ("" if end is None else f"{end:.2f}" for end in (row.lower, row.upper))
            table.writerow([row.model, f"{row.index:.2f}", *ends, row.n_benchmarks])
