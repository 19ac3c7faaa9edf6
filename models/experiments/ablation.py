"""ablation.py: do the nine derived features beat the raw inputs, and what do the constraints cost?

Writes ablation.csv: for each recipe and set of features the best cell by
cross-validation on the training rows, and its AUC on the holdout rows beside that
of the derived features. The rule for features (models/train/README.md) reads it.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from common import folder, matrix, read, version_parameters, write
from delong import auc_difference
from engines import fit
from split import split
from tables import EXPERIMENTS, name, raw_inputs, simulated
from tuning import curve, with_options

V3 = ("v3_causal", 300_000, 7)
LEAVES = [8, 16, 31]
CELL = {"learning_rate": 0.1, "min_child_samples": 100}
FREE = {"rises": [], "falls": [], "unused": []}
RAW = {"rises": ["adverse_events"], "falls": ["visits_completed"], "unused": []}


def v4_rows():
    where = folder("v4_landmark")
    return read(where / "patients.csv"), *matrix(where / "features.csv"), read(where / "split.csv")["part"].to_numpy()


def v3_rows():
    patients, names, x = simulated(*V3)
    return patients, names, x, split(patients["dropout"].to_numpy(), {"holdout": 50_000}, 7)


def best(p, names, x, y):
    """The cell and number of trees with the highest AUC in cross-validation."""
    found = []
    for leaves in LEAVES:
        aucs = curve("lightgbm", with_options(p, "lightgbm", CELL | {"num_leaves": leaves}), names, x, y)
        found.append((max(aucs), CELL | {"num_leaves": leaves, "n_estimators": int(np.argmax(aucs)) + 1}))
    return max(found, key=lambda f: f[0])


def compare(recipe, data, patients, names, x, part):
    p, y = version_parameters("v4_landmark"), patients["dropout"].to_numpy()
    train, holdout = part == "train", part == "holdout"
    raw_names, raw = raw_inputs(patients)
    rows, scores = [], {}
    for what, q, n, values in (
        ("derived", p, names, x),
        ("raw", p | RAW, raw_names, raw),
        ("derived, with burden and without constraints", p | FREE, names, x),
        ("raw, without constraints", p | FREE, raw_names, raw),
    ):
        auc_cv, options = best(q, n, values[train], y[train])
        _, score = fit("lightgbm", with_options(q, "lightgbm", options), n, values[train], y[train])
        scores[what] = score(values[holdout])
        difference = auc_difference(y[holdout], scores[what], scores["derived"])
        rows.append({
            "data": data, "recipe": recipe, "features": what, "num_leaves": options["num_leaves"], "trees": options["n_estimators"],
            "auc_cv": auc_cv, "auc_holdout": roc_auc_score(y[holdout], scores[what]),
            **dict(zip(("difference", "low", "high"), difference)),
        })
        print(rows[-1], flush=True)
    return rows


def main():
    rows = compare("v4_landmark", "v4_landmark", *v4_rows()) + compare("v3_causal", name(*V3), *v3_rows())
    write(EXPERIMENTS / "ablation.csv", pd.DataFrame(rows))


if __name__ == "__main__":
    main()
