"""track.py: writes models/experiments/runs.csv and records every run in MLflow.

Runs go to a SQLite file in models/train/tracking, or where MLFLOW_TRACKING_URI says.
A run that is already there, with the same parameters, figures and hashes, is not
recorded again. LightGBM's models become versions of the registered model "retain",
in the stage of params.yaml; artefacts are text files, never pickles.
"""

import hashlib
import json
import os
import warnings

import pandas as pd

from common import HERE, folder, parameters, write
from runs import EXPERIMENTS, experiment_runs, pipeline_runs

os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")
# MLflow would do without stages one day; until then they are what its pages show.
warnings.filterwarnings("ignore", category=FutureWarning, message=".*stage")

STORE = HERE / "tracking"
URI = os.environ.get("MLFLOW_TRACKING_URI", f"sqlite:///{STORE / 'mlflow.db'}")
MODEL = "retain"
STAGES = {"production": "Production", "challenger": "Staging", "archived": "Archived"}


def table(runs):
    """All runs, one a row; figures in columns, and what differs by kind as JSON."""
    columns = ["auc", "average_precision", "brier", "log_loss", "calibration_slope", "calibration_intercept", "ece",
               "recall", "precision", "f1", "net_benefit", "cost", "flagged"]
    rows = []
    for run in runs:
        other = {k: v for k, v in run["metrics"].items() if k not in columns and not k.endswith(("_low", "_high"))}
        rows.append({
            "run": run["name"], "kind": run["kind"], "version": run["version"], "engine": run["engine"],
            "stage": run["stage"], **{k: run["tags"].get(k, "") for k in ("data", "data_md5", "model_sha256")},
            "parameters": json.dumps(run["params"]),
            **{k: run["metrics"].get(k) for k in columns}, "other_figures": json.dumps(other) if other else "",
        })
    return pd.DataFrame(rows)


def client():
    """MLflow's client, which takes seconds to make its store the first time."""
    import mlflow

    STORE.mkdir(exist_ok=True)
    mlflow.set_tracking_uri(URI)
    # A server knows where artefacts go; a SQLite file does not.
    return mlflow.MlflowClient(), (STORE / "artifacts").as_uri() if URI.startswith("sqlite:") else None


def experiment(store, name, artifacts):
    found = store.get_experiment_by_name(name)
    return found.experiment_id if found else store.create_experiment(name, artifacts and f"{artifacts}/{name}")


def key(run):
    """What makes two runs the same."""
    return hashlib.sha256(json.dumps([run["name"], run["tags"], run["params"], run["metrics"]]).encode()).hexdigest()


def record(store, place, run, ids):
    """Records the run unless it is there, and returns its id."""
    from mlflow.entities import Metric, Param, RunTag

    found = store.search_runs([place], f"tags.key = '{key(run)}'", max_results=1)
    if found:
        return found[0].info.run_id
    tags = run["tags"] | {"key": key(run), "kind": run["kind"], "version": run["version"], "engine": run["engine"]}
    if "parent" in run:
        tags["mlflow.parentRunId"] = ids[run["parent"]]
    new = store.create_run(place, run_name=run["name"]).info.run_id
    store.log_batch(new, [Metric(k, v, 0, 0) for k, v in run["metrics"].items()],
                    [Param(k, str(v)) for k, v in run["params"].items()], [RunTag(k, v) for k, v in tags.items()])
    for path in run["files"]:
        store.log_artifact(new, path)
    store.set_terminated(new)
    return new


def register(store, version, stage, run_id, model_sha256):
    """Makes the model a version of the registered model, in the stage."""
    if not store.search_registered_models(f"name = '{MODEL}'"):
        store.create_registered_model(MODEL, description="Retain's models, one MLflow version for each model file")
    of_version = [m for m in store.search_model_versions(f"name = '{MODEL}'") if m.tags["version"] == version]
    same = [m for m in of_version if m.tags["model_sha256"] == model_sha256]
    if not same:
        source = f"{store.get_run(run_id).info.artifact_uri}/model.txt"
        same = [store.create_model_version(MODEL, source, run_id, {"version": version, "model_sha256": model_sha256})]
    for m in of_version:
        if m.version != same[0].version:
            store.transition_model_version_stage(MODEL, m.version, "Archived")
    store.transition_model_version_stage(MODEL, same[0].version, STAGES[stage])
    store.set_registered_model_alias(MODEL, version, same[0].version)
    if stage == "production":
        store.set_registered_model_alias(MODEL, stage, same[0].version)


def main():
    groups = {"retain": pipeline_runs(), "retain-experiments": experiment_runs()}
    runs = [run for group in groups.values() for run in group]
    write(EXPERIMENTS / "runs.csv", table(runs))

    store, artifacts = client()
    ids = {}
    for name, group in groups.items():
        place = experiment(store, name, artifacts)
        for run in group:
            ids[run["name"]] = record(store, place, run, ids)
    for version, p in parameters()["versions"].items():
        run = next(r for r in runs if r["name"] == f"{version} lightgbm")
        register(store, version, p["stage"], ids[run["name"]], run["tags"]["model_sha256"])
    (folder("") / "tracked.txt").write_text("".join(f"{run['name']}\n" for run in runs), encoding="utf-8")
    print(f"track: {len(runs)} runs are in {URI}")


if __name__ == "__main__":
    main()
