"""fit.py VERSION: fits the three engines on the training rows and scores the others.

Reads patients.csv, split.csv, features.csv and reference_features.csv; writes
fit/model.txt (LightGBM's own bytes), fit/scores.csv, fit/reference_raw.csv and
fit/fit.json, which says how it was done. No figure is computed here.
"""

import json
import sys

import pandas as pd

from common import check, folder, matrix, pinned, read, version_parameters, write
from engines import ENGINES, directions, fit, lightgbm_options, used, xgboost_options


def main(version):
    p, where = version_parameters(version), folder(version)
    libraries = pinned()
    y = read(where / "patients.csv")["dropout"].to_numpy()
    part = read(where / "split.csv")
    names, x = matrix(where / "features.csv")
    check("features", set(p["rises"] + p["falls"] + p["unused"]) - set(names), set())
    train = (part["part"] == "train").to_numpy()

    scores, trees = part[~train].copy(), {}
    for engine in ENGINES:
        print(f"fit: {version}: {engine} on {train.sum()} patients", flush=True)
        model, raw = fit(engine, p, names, x[train], y[train])
        scores[engine] = raw(x[~train])
        if engine == "lightgbm":
            (where / "fit").mkdir(exist_ok=True)
            model.save_model(where / "fit" / "model.txt")
            write(where / "fit" / "reference_raw.csv",
                  pd.DataFrame({"raw": raw(matrix(where / "reference_features.csv")[1])}))
            trees[engine] = model.num_trees()
        elif engine == "xgboost":
            trees[engine] = model.get_booster().num_boosted_rounds()
    write(where / "fit" / "scores.csv", scores)

    options = {
        "lightgbm": lightgbm_options(p, names),
        "xgboost": xgboost_options(p, names, y[train]),
        "logistic": p["engines"]["logistic"] | {"standardised": "on the training rows"},
    }
    record = {
        "version": version, "title": p["title"], "description": p["description"],
        "synthetic": p["synthetic"], "source": source(p), "horizon_days": p["horizon_days"],
        "feature_version": p["feature_version"], "seed": p["seed"], "libraries": libraries,
        "constraints": dict(zip(names, directions(p, names))),
        "unused": [name for name, keep in zip(names, used(p, names)) if not keep],
        "engines": {
            engine: {"trees": trees.get(engine, 0), "parameters": {k: text(v) for k, v in options[engine].items()}}
            for engine in ENGINES
        },
    }
    (where / "fit" / "fit.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def source(p):
    """How to come by the table again."""
    if "source" in p:
        return p["source"]
    patients = f"{p['patients']:,}" if p["patients"] >= 10_000 else p["patients"]
    return f"recipe {p['recipe']}, {patients} patients, seed {p['seed']}"


def text(value):
    return value if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    main(sys.argv[1])
