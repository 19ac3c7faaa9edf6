"""Writes golden.json: scores, outcomes, and what scikit-learn fits to them.

Run by hand, never by a test:

    python3 -m venv VENV
    VENV/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
    VENV/bin/python make_golden.py

Two runs give the same bytes. All fits are maximum likelihood without penalty:
LogisticRegression(C=inf) with the Newton solver at tolerance 1e-12 on
  beta      ln p and -ln(1-p), as the authors of beta calibration do; where a
            coefficient is negative, its column is dropped and the rest refitted
  logistic  the score
  spline    the length each score has come along every straight piece
The intercept alone (slope 1) has no estimator in scikit-learn: it is the root
of the likelihood equation by scipy.optimize.brentq.
"""
import json
import pathlib
import sys

import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

WANTED = {"numpy": "2.4.6", "scikit-learn": "1.9.1", "scipy": "1.17.1"}
HAVE = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "scipy": scipy.__version__}
if HAVE != WANTED:
    sys.exit(f"make_golden.py: has {HAVE}, wants {WANTED}")


def softplus(x):
    return np.logaddexp(0, x)


def fit(columns, y):
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=500)
    model.fit(np.column_stack(columns), y)
    return [float(model.intercept_[0])] + [float(v) for v in model.coef_[0]]


def beta(raw, y):
    ln_p, minus_ln_q = -softplus(-raw), softplus(raw)
    c, a, b = fit([ln_p, minus_ln_q], y)
    unconstrained = {"a": a, "b": b, "c": c}
    if a < 0:
        a, (c, b) = 0.0, fit([minus_ln_q], y)
    elif b < 0:
        b, (c, a) = 0.0, fit([ln_p], y)
    assert a >= 0 and b >= 0
    return {"a": a, "b": b, "c": c}, unconstrained


def spline(raw, y, knots):
    columns = []
    for j in range(len(knots) - 1):
        low = -np.inf if j == 0 else knots[j]
        high = np.inf if j == len(knots) - 2 else knots[j + 1]
        columns.append(np.clip(raw, low, high) - knots[j])
    intercept, *slopes = fit(columns, y)
    if min(slopes) < 0.02:
        return None  # Go holds a slope at its bound here; scikit-learn has none
    return {"knots": knots, "log_odds": [float(v) for v in intercept + np.concatenate([[0], np.cumsum(np.array(slopes) * np.diff(knots))])]}


def case(name, why, raw, y):
    fitted, unconstrained = beta(raw, y)
    intercept, slope = fit([raw], y)
    alone = brentq(lambda c: float(np.sum(y - expit(c + raw))), -20, 20, xtol=1e-13, rtol=1e-14)
    return {
        "name": name, "why": why,
        "raw": [float(v) for v in raw], "y": [int(v) for v in y],
        "beta": fitted, "beta_unconstrained": unconstrained,
        "logistic": {"intercept": intercept, "slope": slope},
        "intercept_alone": alone,
    }


def curve_points():
    """logit q of one beta curve, far out as well, where exp would overflow."""
    a, b, c = 1.4, 0.7, 0.2
    raw = np.array([-1000, -745.5, -40, -5, -1.25, -1e-9, 0, 0.3, 2, 17, 37, 710, 1000])
    return {"a": a, "b": b, "c": c, "raw": raw.tolist(),
            "log_odds": (c - a * softplus(-raw) + b * softplus(raw)).tolist()}


def main():
    rng = np.random.Generator(np.random.PCG64(20260131))

    def draw(n, mean, sd, logit, decimals=4):
        raw = np.round(rng.normal(mean, sd, n), decimals)
        return raw, (rng.random(n) < expit(logit(raw))).astype(int)

    cases = []
    raw, y = draw(900, -0.5, 1.6, lambda x: 0.2 - 1.4 * softplus(-x) + 0.7 * softplus(x))
    cases.append(case("ordinary", "both coefficients positive", raw, y))
    ordered = np.sort(raw)
    for knots in (3, 4, 5):
        at = {3: [.1, .5, .9], 4: [.05, .35, .65, .95], 5: [.05, .275, .5, .725, .95]}[knots]
        places = [float(np.round(ordered[int(q * (len(raw) - 1))], 4)) for q in at]
        fitted = spline(raw, y, places)
        if fitted:
            cases[0].setdefault("spline", []).append(fitted)
    assert len(cases[0]["spline"]) >= 2
    raw, y = draw(900, 0, 1.2, lambda x: -1.5 + 0.5 * (x + 0.8) ** 2)
    cases.append(case("negative_a", "the risk falls at the low end: ln p is dropped", raw, y))
    raw, y = draw(900, 0, 1.2, lambda x: 0.5 - 0.5 * (x - 0.8) ** 2)
    cases.append(case("negative_b", "the risk falls at the high end: ln(1-p) is dropped", raw, y))
    raw, y = draw(600, -1, 1, lambda x: 1.5 * x + 0.4, decimals=1)
    cases.append(case("tied", "few distinct scores, as trees give", raw, y))
    assert min(cases[0]["beta_unconstrained"][v] for v in "ab") > 0
    assert cases[1]["beta_unconstrained"]["a"] < 0 and cases[2]["beta_unconstrained"]["b"] < 0
    text = json.dumps({"libraries": WANTED, "cases": cases, "curve": curve_points()}, indent=None, separators=(",", ":"))
    path = pathlib.Path(__file__).with_name("golden.json")
    path.write_text(text.replace('{"name"', '\n{"name"').replace('"curve"', '\n"curve"') + "\n")


main()
