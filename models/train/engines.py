"""The three engines, all fitted in the same way and asked for raw scores (log-odds)."""

import sys
import warnings

import numpy as np

try:
    import lightgbm
    import xgboost
except OSError as problem:  # they load the system's library when they are imported
    if "libgomp" in str(problem):
        sys.exit("train: the system's library libgomp.so.1 is missing (Debian: apt-get install libgomp1)")
    raise
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# The fit runs on columns without names where LightGBM's wrapper was told names.
warnings.filterwarnings("ignore", message="X does not have valid feature names")

ENGINES = ["lightgbm", "xgboost", "logistic"]


def directions(p, names):
    """1, -1 or 0 a feature: which way the score must move with it."""
    return [(name in p["rises"]) - (name in p["falls"]) for name in names]


def used(p, names):
    return np.array([name not in p["unused"] for name in names])


def lightgbm_options(p, names):
    """LightGBM's parameters. The last four fix the order of all sums."""
    options = dict(p["engines"]["lightgbm"])
    if any(directions(p, names)):
        options["monotone_constraints"] = directions(p, names)
    if not all(used(p, names)):
        # A split's gain is multiplied by this, and only a gain above 0 is taken.
        options["feature_contri"] = used(p, names).astype(float).tolist()
    return options | dict(random_state=p["seed"], n_jobs=1, deterministic=True, force_row_wise=True, verbose=-1)


def fit_lightgbm(p, names, x, y):
    """The fitted booster."""
    booster = lightgbm.LGBMClassifier(**lightgbm_options(p, names)).fit(x, y, feature_name=names).booster_
    check_constraints(booster, directions(p, names), used(p, names))
    return booster


def xgboost_options(p, names, y):
    """XGBoost's parameters. scale_pos_weight "balanced" is 0s to 1s, as LightGBM's class_weight."""
    options = dict(p["engines"]["xgboost"])
    if options.get("scale_pos_weight") == "balanced":
        options["scale_pos_weight"] = float((y == 0).sum() / (y == 1).sum())
    kept = [d for d, keep in zip(directions(p, names), used(p, names)) if keep]
    if any(kept):
        options["monotone_constraints"] = tuple(kept)
    return options | dict(random_state=p["seed"], n_jobs=1, verbosity=0)


def fit_xgboost(p, names, x, y):
    return xgboost.XGBClassifier(**xgboost_options(p, names, y)).fit(x[:, used(p, names)], y)


def fit_logistic(p, names, x, y):
    model = make_pipeline(StandardScaler(), LogisticRegression(**p["engines"]["logistic"], random_state=p["seed"]))
    return model.fit(x[:, used(p, names)], y)


def fit(engine, p, names, x, y):
    """The fitted model, and a function that gives the raw scores of rows as float64."""
    keep = used(p, names)
    if engine == "lightgbm":
        model = fit_lightgbm(p, names, x, y)
        return model, lambda rows: model.predict(rows, raw_score=True)
    if engine == "xgboost":
        model = fit_xgboost(p, names, x, y)
        return model, lambda rows: model.predict(rows[:, keep], output_margin=True).astype(np.float64)
    model = fit_logistic(p, names, x, y)
    return model, lambda rows: model.decision_function(rows[:, keep])


def check_constraints(booster, signs, keep):
    """Stops if the trees split on a feature they must not use, or if the value of
    any tree can move the wrong way along a constrained feature."""
    for tree in booster.dump_model()["tree_info"]:
        leaves = list(boxes(tree["tree_structure"], np.full(len(signs), -np.inf), np.full(len(signs), np.inf)))
        for low, high, _ in leaves:
            if np.isfinite(low[~keep]).any() or np.isfinite(high[~keep]).any():
                sys.exit("train: LightGBM split on a feature that must not be used")
        for axis in np.flatnonzero(signs):
            others = np.arange(len(signs)) != axis
            for low, high, value in leaves:
                for low2, high2, value2 in leaves:
                    above = low2[axis] >= high[axis]
                    meet = (np.maximum(low, low2) < np.minimum(high, high2))[others].all()
                    if above and meet and signs[axis] * (value2 - value) < 0:
                        sys.exit("train: LightGBM's trees break a monotone constraint")


def boxes(node, low, high):
    """The leaves below a node: lower and upper bound of each feature, and the value."""
    if "leaf_value" in node:
        yield low, high, node["leaf_value"]
        return
    feature, threshold = node["split_feature"], node["threshold"]
    left, right = high.copy(), low.copy()
    left[feature] = min(high[feature], threshold)
    right[feature] = max(low[feature], threshold)
    yield from boxes(node["left_child"], low, left)
    yield from boxes(node["right_child"], right, high)
