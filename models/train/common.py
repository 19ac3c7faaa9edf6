"""What the training scripts share: parameters, tables, pinned libraries."""

import os
import sys
from importlib import metadata
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # one thread: sums are then always taken in one order

import numpy as np
import pandas as pd
import yaml

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
PIPELINE = TOP / ".cache" / "train" / "pipeline"
PARTS = ["train", "calibrate", "holdout", "test"]


def parameters():
    return yaml.safe_load((HERE / "params.yaml").read_text(encoding="utf-8"))


def version_parameters(version):
    """The parameters of a version, or of "own": one's own table."""
    known = parameters()
    return known["own"] if version == "own" else known["versions"][version]


def folder(version):
    return TOP / ".cache" / "own" if version == "own" else HERE / "data" / version


def pinned():
    """What models are fitted with, which must be what requirements.txt says."""
    wanted = {}
    for line in (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if not line:
            break  # what follows has no part in the fit
        if not line.startswith("#"):
            name, version = line.split("==")
            wanted[name] = version
    for name, version in wanted.items():
        if (found := metadata.version(name)) != version:
            sys.exit(f"train: {name} is {found}; {version} is needed for the same model file")
    return wanted


def read(path):
    """A table, each float64 as it was written. Only an empty cell counts as missing."""
    return pd.read_csv(path, float_precision="round_trip", dtype={"patient_id": str}, keep_default_na=False, na_values=[""])


def write(path, table):
    """A table with each float64 in its shortest form that reads back the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, lineterminator="\n")


def matrix(path):
    """Names and values of the features in a table of them."""
    table = read(path).drop(columns="patient_id")
    return list(table.columns), table.to_numpy(dtype=np.float64)


def check(what, got, want):
    if got != want:
        sys.exit(f"train: {what}: got {got}, expected {want}")
