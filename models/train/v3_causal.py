"""Train the model version v3_causal and register it.

The baseline's recipe, rebuilt honestly: 1,000 simulated patients, LightGBM on
80 % of them. Every draw is the baseline's, in its order, so that its published
figures can be compared; the features come from the Go program (bin/retain
features), as they do in every prediction.

Writes models/registry/v3_causal/{model.txt,manifest.json} and the entry in
models/registry/registry.json. The same libraries give the same bytes each time.
Run it with "make train", or see README.md in this folder.
"""

import csv
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from registry import register, sha256

if sys.version_info < (3, 11):
    sys.exit("train: Python 3.11 or newer is needed")

os.environ["OMP_NUM_THREADS"] = "1"  # one thread: sums are then always taken in one order

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
RETAIN = TOP / "bin" / "retain"
WORK = TOP / ".cache" / "train"

VERSION = "v3_causal"
STAGE = "production"
SEED = 42
PATIENTS = 1000
TITLE = "The baseline's recipe, rebuilt: 200 trees on 800 simulated patients"
DATA = (
    "Simulated with the baseline's recipe (NumPy's legacy generator). No real patient is in it; "
    "the label is dropout at any time in the simulated trial."
)

# The contract's fields in its order, those that features are computed from, and
# which of these are no whole numbers.
FIELDS = [
    "patient_id", "age", "gender", "treatment_group", "trial_phase",
    "days_in_trial", "visits_completed", "last_visit_day", "adverse_events",
]
USED = [name for name in FIELDS if name not in ("patient_id", "gender")]
CHOICES = {"treatment_group", "trial_phase"}

FEATURES = [
    "age", "days_in_trial", "visit_rate", "adverse_event_rate", "time_since_last_visit",
    "burden", "age_adverse_risk", "trial_phase_risk", "treatment_risk",
]
PHASE_RISK = {"Phase I": 0.2, "Phase II": 0.5, "Phase III": 0.8}
TREATMENT_RISK = {"Active": 0.1, "Control": 0.3, "Placebo": 0.4}

# The product's defaults (core/config); a test holds the two equal.
THRESHOLDS = {"decision": 0.35, "moderate": 0.10, "high": 0.20, "critical": 0.40}

# What a rebuild of the baseline shows (PRODUCT specification, section 12):
# dropouts in all and in the test set; AUC and Brier score; recall, precision
# and F1 by threshold. A run that does not reproduce it registers nothing.
DROPOUTS, TEST_DROPOUTS = 525, 105
PUBLISHED = {"auc": "0.622", "brier": "0.274"}
PUBLISHED_AT = {
    0.50: ("0.619", "0.637", "0.628"),
    0.35: ("0.724", "0.567", "0.636"),
    0.20: ("0.848", "0.549", "0.667"),
}


def pinned():
    """The versions that requirements.txt asks for, checked against those installed."""
    wanted = {}
    for line in (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            wanted[name] = version
    for name, version in wanted.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            sys.exit(f"train: {name} is not installed; install models/train/requirements.txt")
        if found != version:
            sys.exit(f"train: {name} is {found}; {version} is needed for the same model file")
    return wanted


LIBRARIES = pinned()

try:
    import lightgbm
    import numpy as np
    from sklearn.metrics import brier_score_loss, roc_auc_score
    from sklearn.model_selection import train_test_split
except OSError as problem:  # LightGBM loads its own library when it is imported
    if "libgomp" in str(problem):
        sys.exit("train: LightGBM needs the system's library libgomp.so.1 (Debian: apt-get install libgomp1)")
    raise


def simulate():
    """The baseline's patients and labels: these draws, in this order."""
    n = PATIENTS
    np.random.seed(SEED)
    age = np.random.randint(18, 85, n)
    gender = np.random.choice(["Male", "Female", "Non-binary"], n)
    treatment = np.random.choice(["Active", "Control", "Placebo"], n)
    phase = np.random.choice(["Phase I", "Phase II", "Phase III"], n)
    days = np.random.randint(30, 365, n)
    compliance = np.random.beta(5, 2, n)
    visits = np.floor(days / 30 * compliance).astype(int)
    last = np.array([
        np.random.randint(max(1, d - 60), d + 1) if v > 0 else 0 for d, v in zip(days, visits)
    ])
    a, d = (age - 18) / 67, days / 365
    events = np.random.poisson(3 * 0.3 * (1 + 0.5 * a + 0.3 * d))
    table = {
        "patient_id": np.array([f"SIM-{i:04d}" for i in range(1, n + 1)]),
        "age": age, "gender": gender, "treatment_group": treatment, "trial_phase": phase,
        "days_in_trial": days, "visits_completed": visits, "last_visit_day": last,
        "adverse_events": events,
    }
    x = numpy_features(table)
    risk = (
        0.35 * 100 * x[:, 3] + 0.30 * (1 - x[:, 2]) + 0.20 * x[:, 7] + 0.10 * x[:, 8]
        + 0.05 * (a < 0.3) + np.random.normal(0, 0.15, n)
    )
    p = 1 / (1 + np.exp(-3 * (risk - 0.5)))
    dropout = (np.random.random(n) < p).astype(int)
    return table, dropout


def numpy_features(t):
    """The features as the specification states them: a check on the Go code."""
    age, days = t["age"], t["days_in_trial"]
    visit_rate = t["visits_completed"] / (days / 30 + 1)
    event_rate = t["adverse_events"] / (days + 1)
    return np.column_stack([
        age, days, visit_rate, event_rate, days - t["last_visit_day"],
        event_rate * (1 - visit_rate), (age / 85) * event_rate,
        [PHASE_RISK[phase] for phase in t["trial_phase"]],
        [TREATMENT_RISK[arm] for arm in t["treatment_group"]],
    ]).astype(float)


def corners():
    """Patients at the corners of the contract, for the reference set only."""
    shapes = [  # age, days, visits, last visit day, adverse events
        (18, 1, 0, 0, 0), (85, 1, 1, 1, 50), (18, 1000, 100, 1000, 0),
        (85, 1000, 100, 1, 50), (50, 1000, 0, 0, 50), (50, 30, 100, 15, 50),
    ]
    rows = [
        (age, "Female", arm, phase, days, visits, last, events)
        for arm in TREATMENT_RISK for phase in PHASE_RISK
        for age, days, visits, last, events in shapes
    ]
    rows.append((72, "Female", "Placebo", "Phase III", 150, 2, 90, 8))  # the baseline's acceptance cases
    rows.append((45, "Male", "Active", "Phase I", 60, 2, 55, 1))
    rows = [(f"REF-{i:02d}", *row) for i, row in enumerate(rows, 1)]
    return {name: np.array(column) for name, column in zip(FIELDS, zip(*rows))}


def rows_of(table, names):
    """The rows of a table as plain Python values."""
    return list(zip(*(table[name].tolist() for name in names)))


def write_table(path, table, names):
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(names)
        out.writerows(rows_of(table, names))


def go_features(name, table, columns):
    """The features that the Go program computes for a table, which is written
    under that name; refused if NumPy's differ in a single bit."""
    source, target = WORK / f"{name}.csv", WORK / f"{name}.features.csv"
    write_table(source, table, columns)
    command = [str(RETAIN), "features", "-feature-version", VERSION, "-o", str(target), str(source)]
    if subprocess.run(command, cwd=WORK, check=False).returncode != 0:
        sys.exit(f"train: bin/retain could not compute the features of {source.name}")
    with target.open(encoding="utf-8", newline="") as f:
        header, *rows = csv.reader(f)
    check("columns of the features", header, ["patient_id", *FEATURES])
    check("order of the patients", [row[0] for row in rows], table["patient_id"].tolist())
    x = np.array([[float(cell) for cell in row[1:]] for row in rows])
    if x.tobytes() != numpy_features(table).tobytes():
        sys.exit("train: the Go program's features are not those of NumPy, bit for bit")
    return x, sha256(source.read_bytes())


def fit(x, y):
    """The baseline's model. The last three options fix the order of the sums."""
    model = lightgbm.LGBMClassifier(
        n_estimators=200, num_leaves=31, max_depth=5, learning_rate=0.1,
        class_weight="balanced", random_state=SEED, verbose=-1,
        n_jobs=1, deterministic=True, force_row_wise=True,
    )
    return model.fit(x, y, feature_name=FEATURES).booster_


def test_figures(probability, y):
    """The figures on the test rows, after comparing them with the published ones."""
    figures = {"auc": float(roc_auc_score(y, probability)), "brier": float(brier_score_loss(y, probability)), "at": []}
    for name, published in PUBLISHED.items():
        check(name, f"{figures[name]:.3f}", published)
    for threshold, published in PUBLISHED_AT.items():
        flagged = probability >= threshold
        caught = int((flagged & (y == 1)).sum())
        recall, precision = caught / int(y.sum()), caught / int(flagged.sum())
        f1 = 2 * precision * recall / (precision + recall)
        check(f"figures at {threshold}", tuple(f"{v:.3f}" for v in (recall, precision, f1)), published)
        figures["at"].append({"threshold": threshold, "recall": recall, "precision": precision, "f1": f1})
    return figures


def check(what, got, want):
    if got != want:
        sys.exit(f"train: {what}: got {got}, expected {want}; nothing is registered")


def take(table, rows):
    return {name: column[rows] for name, column in table.items()}


def describe(table, train, test, data_sha256, figures):
    """The members of the manifest, in their order."""
    numbers = [name for name in USED if name not in CHOICES]
    return {
        "version": VERSION, "stage": STAGE, "title": TITLE,
        "feature_version": VERSION, "features": FEATURES, "horizon_days": None,
        "calibrator": {"method": "logistic"}, "thresholds": THRESHOLDS,
        "training_ranges": {
            name: [int(table[name][train].min()), int(table[name][train].max())] for name in numbers
        },
        "data": {
            "description": DATA, "synthetic": True, "sha256": data_sha256, "rows": PATIENTS,
            "events": DROPOUTS, "train_rows": len(train), "test_rows": len(test), "test_events": TEST_DROPOUTS,
        },
        "test": figures, "seed": SEED, "libraries": LIBRARIES,
    }


def main():
    if not RETAIN.exists():
        sys.exit("train: bin/retain is not there; run `make build` first")
    WORK.mkdir(parents=True, exist_ok=True)

    table, dropout = simulate()
    check("dropouts", int(dropout.sum()), DROPOUTS)
    x, data_sha256 = go_features(VERSION, {**table, "dropout": dropout}, [*FIELDS, "dropout"])
    train, test = train_test_split(np.arange(PATIENTS), test_size=0.2, stratify=dropout, random_state=SEED)
    check("dropouts of the test set", int(dropout[test].sum()), TEST_DROPOUTS)
    model = fit(x[train], dropout[train])
    figures = test_figures(model.predict(x[test]), dropout[test])

    extra = corners()
    x_extra, _ = go_features(f"{VERSION}.corners", extra, FIELDS)
    reference = {
        "fields": USED,
        "patients": rows_of(take(table, test), USED) + rows_of(extra, USED),
        "raw": model.predict(np.vstack([x[test], x_extra]), raw_score=True).tolist(),
    }
    saved = WORK / f"{VERSION}.txt"
    model.save_model(saved)
    manifest = register(saved.read_bytes(), describe(table, train, test, data_sha256, figures), reference)
    print(f"train: {VERSION}: AUC {figures['auc']:.3f}, {len(reference['raw'])} reference patients, "
          f"manifest {manifest[:12]}")


if __name__ == "__main__":
    main()
