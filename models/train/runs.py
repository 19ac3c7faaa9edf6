"""The list of all runs: those of the pipeline and those of the experiments.

A run is a dictionary: name, kind, version, stage, engine, parent (name of another
run), tags, params, metrics, files. The same files give the same list.
"""

import hashlib
import json

import yaml

from common import HERE, TOP, folder, parameters, read

EXPERIMENTS = HERE.parent / "experiments"
REGISTRY = HERE.parent / "registry"


def data_hashes():
    """DVC's hash of each version's table of patients, from dvc.lock."""
    lock = yaml.safe_load((HERE / "dvc.lock").read_text(encoding="utf-8"))["stages"]
    return {v: lock[f"simulate@{v}"]["outs"][0]["md5"] for v in parameters()["versions"]}


def figures(members):
    """The figures among the members of an object of results.json, and their intervals."""
    found = {}
    for name, figure in members.items():
        if isinstance(figure, dict) and figure.get("value") is not None:
            found |= {name: figure["value"], f"{name}_low": figure["low"], f"{name}_high": figure["high"]}
    return found


def pipeline_runs():
    """One run an engine and version, and below it one for each threshold of the sweep."""
    runs = []
    for version, p in parameters()["versions"].items():
        where = folder(version)
        fit = json.loads((where / "fit" / "fit.json").read_text(encoding="utf-8"))
        results = json.loads((where / "results.json").read_text(encoding="utf-8"))
        tags = {"data": version, "data_md5": data_hashes()[version]}
        for engine in results["engines"]:
            name = f"{version} {engine['name']}"
            run = {
                "name": name, "kind": "engine", "version": version, "stage": p["stage"], "engine": engine["name"], "tags": dict(tags),
                "params": dict(fit["engines"].get(engine["name"], {"parameters": {}})["parameters"]),
                "metrics": figures(engine), "files": [where / "results.json", where / "fit" / "fit.json"],
            }
            if engine["name"] == "lightgbm":
                model = where / "fit" / "model.txt"
                run["tags"]["model_sha256"] = hashlib.sha256(model.read_bytes()).hexdigest()
                run["files"] += [model, where / "calibration.json", REGISTRY / version / "manifest.json",
                                 REGISTRY / version / "card.md"]
            runs.append(run)
            runs += [
                run | {"name": f"{name} at {at['threshold']:.2f}", "kind": "threshold", "parent": name, "files": [],
                       "params": {"threshold": at["threshold"]},
                       "metrics": figures(at) | {"flagged": at["flagged"]}}
                for at in engine["at"]
            ]
    return runs


def experiment_runs():
    """One run a row of the tables of experiments. A column of METRICS is a figure, any
    other but data is a parameter."""
    runs, hashes = [], data_hashes()
    for path in sorted(EXPERIMENTS.glob("*.csv")):
        if path.name == "runs.csv":
            continue
        table = read(path)
        if path.stem == "tuning":  # of each cell the best number of trees
            table = table.loc[table.groupby(CELL, dropna=False, sort=False)["auc_cv"].idxmax()]
        for i, row in enumerate(table.to_dict("records"), 1):
            row = {k: v for k, v in row.items() if v == v}  # without empty cells
            data = row.pop("data")
            runs.append({
                "name": f"{path.stem} {i}", "kind": path.stem, "version": "", "stage": "", "engine": row.pop("engine", "lightgbm"),
                "tags": {"data": data, **({"data_md5": hashes[data]} if data in hashes else {})},
                "params": {k: f"{v:g}" if isinstance(v, float) else v for k, v in row.items() if not is_metric(k)},
                "metrics": {k: float(v) for k, v in row.items() if is_metric(k)}, "files": [],
            })
    return runs


CELL = ["engine", "num_leaves", "max_depth", "learning_rate", "min_child_samples", "C"]
METRICS = ("auc", "brier", "recall", "precision", "f1", "difference", "low", "high", "share", "kb")


def is_metric(column):
    return column.split("_")[0] in METRICS
