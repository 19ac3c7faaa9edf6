"""Writes evaluate.json: what scikit-learn makes of the probabilities of v3_causal.

Run by hand in the top folder of the project, never by a test:

    make build
    python3 -m venv VENV
    VENV/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
    VENV/bin/python web/retain/testdata/make_evaluate.py

Two runs give the same bytes. The table is that of "retain simulate -recipe
v3_causal -n 2000 -seed 5"; the probabilities are those of "retain score -model
v3_causal", so "retain evaluate" must agree on every figure that scikit-learn
has. Slope and intercept have no function there: LogisticRegression without
penalty, and the root of the likelihood equation. Intervals are not compared:
core/evaluate does that, draw for draw.
"""
import csv
import io
import json
import pathlib
import subprocess

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).resolve().parent
RETAIN = HERE.parents[2] / "bin" / "retain"
SIMULATE = "simulate -recipe v3_causal -n 2000 -seed 5"
COSTS = {"contact": 500, "missed": 5000}


def retain(args, stdin=""):
    return subprocess.run([RETAIN, *args.split()], input=stdin, capture_output=True, text=True, check=True).stdout


def at(threshold, y, p):
    flagged = p >= threshold
    caught = int((flagged & (y == 1)).sum())
    false = int(flagged.sum()) - caught
    n = len(y)
    return {
        "threshold": threshold, "flagged": int(flagged.sum()),
        "recall": metrics.recall_score(y, flagged), "precision": metrics.precision_score(y, flagged), "f1": metrics.f1_score(y, flagged),
        "net_benefit": caught / n - false / n * threshold / (1 - threshold),
        "cost": COSTS["contact"] * int(flagged.sum()) + COSTS["missed"] * (int(y.sum()) - caught),
    }


def ece(y, p):
    order = np.argsort(p, kind="stable")
    bins = np.array_split(order, 10)
    return sum(len(b) / len(y) * abs(y[b].mean() - p[b].mean()) for b in bins)


def main():
    table = retain(SIMULATE)
    rows = list(csv.DictReader(io.StringIO(retain("score -model v3_causal -", table))))
    y = np.array([int(r["dropout"]) for r in rows])
    p = np.array([float(r["dropout_probability"]) for r in rows])
    assert len(set(p)) == len(p), "ties at the edge of a bin would need the rule of core/evaluate"
    z = logit(p)
    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-13, max_iter=1000).fit(z[:, None], y)
    found = {
        "simulate": SIMULATE, "n": len(y), "events": int(y.sum()),
        "auc": metrics.roc_auc_score(y, p), "average_precision": metrics.average_precision_score(y, p),
        "brier": metrics.brier_score_loss(y, p), "log_loss": metrics.log_loss(y, p),
        "calibration_slope": float(fit.coef_[0, 0]),
        "calibration_intercept": brentq(lambda a: (y - expit(z + a)).sum(), -5, 5, xtol=1e-14),
        "ece": float(ece(y, p)),
        "at": [at(t, y, p) for t in (0.2, 0.35, 0.5)],
    }
    (HERE / "evaluate.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


main()
