"""tuning.py: hyperparameters for v4_landmark, by cross-validation on its training rows.

Writes tuning.csv: the mean AUC over five folds by cell of the grid and number of
trees, and for LightGBM the size of the model file. Prints what the rule for size
(models/train/README.md) takes. No other rows are read.
"""

import itertools

import lightgbm
import numpy as np
import pandas as pd
import xgboost
from sklearn.model_selection import StratifiedKFold, cross_val_score

from common import folder, matrix, read, version_parameters, write
from engines import fit, fit_lightgbm, lightgbm_options, used, xgboost_options
from tables import EXPERIMENTS

FOLDS, PATIENCE, MOST_TREES = 5, 50, 600
TREES = [10, 20, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400, 500, 600]
TOLERANCE = 0.001  # of AUC: the smallest file within it is taken

GRID = {
    "lightgbm": {"num_leaves": [4, 8, 16, 31], "learning_rate": [0.05, 0.1, 0.2], "min_child_samples": [100, 500]},
    "xgboost": {"max_depth": [3, 4, 5], "learning_rate": [0.05, 0.1, 0.2]},
    "logistic": {"C": [0.001, 0.01, 0.1, 1.0]},
}
FIXED = {"lightgbm": {"max_depth": 6}, "xgboost": {}, "logistic": {"max_iter": 1000}}


def cells(engine):
    """The parameters of every cell of the grid."""
    names, values = zip(*GRID[engine].items())
    return [dict(zip(names, chosen)) for chosen in itertools.product(*values)]


def with_options(p, engine, options):
    return p | {"engines": {engine: FIXED[engine] | options}}


def folds(y, seed):
    return list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(y, y))


def curve(engine, p, names, x, y):
    """Mean AUC over the folds after each number of trees, until it no longer rises;
    logistic regression has one number."""
    parts = folds(y, p["seed"])
    if engine == "lightgbm":
        options = lightgbm_options(p, names) | {"objective": "binary", "metric": "auc", "num_iterations": MOST_TREES}
        data = lightgbm.Dataset(x, y, feature_name=names, free_raw_data=False)
        stop = lightgbm.early_stopping(PATIENCE, verbose=False)
        return lightgbm.cv(options, data, folds=parts, callbacks=[stop])["valid auc-mean"]
    if engine == "xgboost":
        options = xgboost_options(p, names, y)
        options = {"objective": "binary:logistic", "seed": options.pop("random_state"), "nthread": options.pop("n_jobs")} | options
        data = xgboost.DMatrix(x[:, used(p, names)], y)
        found = xgboost.cv(options, data, MOST_TREES, folds=parts, metrics="auc", early_stopping_rounds=PATIENCE)
        return found["test-auc-mean"].tolist()
    model, _ = fit(engine, p, names, x, y)
    return [cross_val_score(model, x[:, used(p, names)], y, cv=parts, scoring="roc_auc").mean()]


def search(engine, p, names, x, y):
    """Every cell of the grid by number of trees, with the mean AUC of cross-validation."""
    rows = []
    for options in cells(engine):
        aucs = curve(engine, with_options(p, engine, options), names, x, y)
        print(f"{engine} {options}: best {max(aucs):.5f} after {np.argmax(aucs) + 1}", flush=True)
        stops = [t for t in TREES if t <= len(aucs)] if len(aucs) > 1 else [1]
        rows += [{"engine": engine, **options, "trees": t, "auc_cv": aucs[t - 1]} for t in stops]
    return pd.DataFrame(rows)


def add_sizes(table, p, names, x, y):
    """The size of LightGBM's model file in KB (1,000 bytes), fitted on all training rows."""
    table = table.copy()
    for key, group in table.groupby(list(GRID["lightgbm"])):
        options = dict(zip(GRID["lightgbm"], key)) | {"n_estimators": int(group["trees"].max())}
        booster = fit_lightgbm(with_options(p, "lightgbm", options), names, x, y)
        table.loc[group.index, "kb"] = [len(booster.model_to_string(num_iteration=t)) / 1000 for t in group["trees"]]
    return table


def smallest(table):
    """The rule for size: the smallest file within the tolerance of the best."""
    near = table[table["auc_cv"] >= table["auc_cv"].max() - TOLERANCE]
    return near.loc[near["kb"].idxmin()]


def main():
    p, where = version_parameters("v4_landmark"), folder("v4_landmark")
    train = (read(where / "split.csv")["part"] == "train").to_numpy()
    y = read(where / "patients.csv")["dropout"].to_numpy()[train]
    names, x = matrix(where / "features.csv")
    x = x[train]
    tables = {engine: search(engine, p, names, x, y) for engine in GRID}
    tables["lightgbm"] = add_sizes(tables["lightgbm"], p, names, x, y)
    write(EXPERIMENTS / "tuning.csv", pd.concat(tables.values()).assign(data="v4_landmark").convert_dtypes())
    print("lightgbm, smallest within the tolerance:", smallest(tables["lightgbm"]).to_dict())
    for engine in ("xgboost", "logistic"):
        print(f"{engine}, best:", tables[engine].loc[tables[engine]["auc_cv"].idxmax()].dropna().to_dict())


if __name__ == "__main__":
    main()
