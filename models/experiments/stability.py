"""stability.py: the baseline's recipe and engines over ten splits of its 1,000 patients.

Writes stability.csv, with one row a split and engine; figures by scikit-learn.
"""

import pandas as pd
from scipy.special import expit
from sklearn.metrics import brier_score_loss, roc_auc_score

from baseline import THRESHOLDS, figures
from common import folder, matrix, read, version_parameters, write
from engines import ENGINES, fit
from split import split
from tables import EXPERIMENTS

SPLITS = range(10)  # seeds of the split; the baseline's own is 42


def main():
    p, where = version_parameters("v3_causal"), folder("v3_causal")
    patients, (names, x) = read(where / "patients.csv"), matrix(where / "features.csv")
    y, rows = patients["dropout"].to_numpy(), []
    for seed in [p["seed"], *SPLITS]:
        part = split(y, p["parts"], seed)
        train, test = part == "train", part == "test"
        probability = {"truth": patients["true_probability"].to_numpy()[test]}
        for engine in ENGINES:
            _, raw = fit(engine, p, names, x[train], y[train])
            probability[engine] = expit(raw(x[test]))
        for engine, chance in probability.items():
            row = {"data": "v3_causal", "split": seed, "engine": engine,
                   "auc": roc_auc_score(y[test], chance), "brier": brier_score_loss(y[test], chance)}
            for t in THRESHOLDS:
                row |= {f"{name}_at_{t:.2f}": v for name, v in
                        zip(("recall", "precision", "f1"), figures(chance, y[test], t))}
            rows.append(row)
    table = pd.DataFrame(rows)
    write(EXPERIMENTS / "stability.csv", table)
    print(table[table["split"] != p["seed"]].groupby("engine", sort=False)["auc"].describe().round(3).to_string())


if __name__ == "__main__":
    main()
