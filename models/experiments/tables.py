"""Tables of simulated patients for the experiments."""

import subprocess

import numpy as np

from common import HERE, PIPELINE, TOP, matrix, read

EXPERIMENTS = HERE.parent / "experiments"
CACHE = TOP / ".cache" / "train" / "experiments"
ORDER = {"trial_phase": ["Phase I", "Phase II", "Phase III"], "treatment_group": ["Active", "Control", "Placebo"]}


def simulated(recipe, n, seed):
    """A table of patients, the names of their features, and their values."""
    CACHE.mkdir(parents=True, exist_ok=True)
    patients, features = (CACHE / f"{recipe}-{n}-{seed}{end}.csv" for end in ("", "-features"))
    print(f"simulating {n} patients of {recipe}, seed {seed}", flush=True)
    go("simulate", "-recipe", recipe, "-n", n, "-seed", seed, "-o", patients)
    go("features", "-feature-version", "v3_causal", "-o", features, patients)
    return read(patients), *matrix(features)


def name(recipe, n, seed):
    """How the table can be made again."""
    return f"simulate -recipe {recipe} -n {n} -seed {seed}"


def go(*arguments):
    subprocess.run([PIPELINE, *map(str, arguments)], cwd=TOP, check=True)


def raw_inputs(patients):
    """The inputs themselves; phase and arm by their place in the order of the features."""
    names = ["age", "days_in_trial", "visits_completed", "last_visit_day", "adverse_events"]
    columns = [patients[name] for name in names] + [patients[c].map(ORDER[c].index) for c in ORDER]
    return [*names, *ORDER], np.column_stack(columns).astype(np.float64)
