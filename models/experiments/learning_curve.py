"""learning_curve.py: how many rows it takes.

For both recipes, LightGBM fitted on more and more rows of seed 7, with its AUC on
200,000 patients of seed 8. v3_causal is compared with the noise-free truth;
v4_landmark, whose truth nobody can write down, with a reference fitted on
1,000,000 rows without constraints or a limit of size. Writes learning_curve.csv,
and the models to .cache/train/curve for "pipeline figures -curve", which measures
them again on patients of its own.
"""

import pandas as pd
from sklearn.metrics import roc_auc_score

from common import TOP, version_parameters, write
from engines import fit
from tables import EXPERIMENTS, name, simulated
from tuning import with_options

MODELS = TOP / ".cache" / "train" / "curve"
ROWS = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
FRESH = 200_000
REFERENCE = {"n_estimators": 400, "num_leaves": 31, "max_depth": -1, "learning_rate": 0.05, "min_child_samples": 500}
FREE = {"rises": [], "falls": [], "unused": []}


def settings():
    """Parameters by recipe and name of the setting."""
    v3, v4 = version_parameters("v3_causal"), version_parameters("v4_landmark")
    reference = with_options(v4 | FREE, "lightgbm", REFERENCE)
    return {
        "v3_causal": {"as the baseline": v3, "as v4_landmark": v4},
        "v4_landmark": {"as v4_landmark": v4, "reference": reference},
    }


def main():
    rows = []
    for recipe, choices in settings().items():
        fresh, names, x_fresh = simulated(recipe, FRESH, 8)
        patients, _, x = simulated(recipe, max(ROWS), 7)
        y, y_fresh = patients["dropout"].to_numpy(), fresh["dropout"].to_numpy()
        yardstick = {}
        if "true_probability" in fresh:
            yardstick["truth"] = roc_auc_score(y_fresh, fresh["true_probability"])
        for n in reversed(ROWS):  # the reference of 1,000,000 rows comes first
            for setting, p in choices.items():
                if setting == "reference" and n != max(ROWS):
                    continue
                model, raw = fit("lightgbm", p, names, x[:n], y[:n])
                auc = roc_auc_score(y_fresh, raw(x_fresh))
                rows.append({"data": name(recipe, max(ROWS), 7), "recipe": recipe, "setting": setting, "rows": n, "trees": model.num_trees(), "auc": auc})
                print(rows[-1], flush=True)
                if setting == "reference":
                    yardstick[setting] = auc
                if setting == ("reference" if recipe == "v4_landmark" else "as v4_landmark"):
                    MODELS.mkdir(parents=True, exist_ok=True)
                    model.save_model(MODELS / f"{recipe}-{n}.txt")
        of = "truth" if "truth" in yardstick else "reference"
        for row in rows:
            if row["recipe"] == recipe:
                row |= {"compared_with": of, "auc_compared": yardstick[of], "share": row["auc"] / yardstick[of]}
    write(EXPERIMENTS / "learning_curve.csv", pd.DataFrame(rows).sort_values(["recipe", "setting", "rows"]))


if __name__ == "__main__":
    main()
