"""Writes golden.json: Venn-Abers ends and conformal sets by scikit-learn and MAPIE.

Run by hand, never by a test:

    python3 -m venv VENV
    VENV/bin/pip install mapie==1.6.0 scikit-learn==1.9.1 numpy==2.4.6
    VENV/bin/python make_golden.py

Two runs give the same bytes. Scores here are probabilities, because MAPIE takes
no other; the Go code uses their order only.

Venn-Abers
  isotonic  the definition: scikit-learn's IsotonicRegression on the calibration
            cases and the test score, once labelled 0 and once 1, for each test
            score. scikit-learn pools equal scores, as the definition asks.
  mapie     VennAbersCalibrator(cv="prefit"), its p0_p1 output. Left as it is
            (precision=None) it rounds nothing and pools equal scores too. For a
            test score above all calibration scores it gives the p1 of the
            highest one; by definition, and by isotonic, p1 is 1 there. The
            script checks that the two differ nowhere else.
Conformal sets
  MAPIE 1.6.0 has no class-conditional sets. They are by definition one split
  conformal predictor for each class, fitted to that class's cases, of which only
  that class's own column is read: so MAPIE's SplitConformalClassifier (score
  "lac") is run twice. MAPIE includes a class whose nonconformity exceeds the
  quantile by up to 1e-8; scores here have four decimals, so that never matters.
"""
import json
import pathlib
import sys
import warnings
from importlib.metadata import version

import numpy as np
from mapie.calibration import VennAbersCalibrator
from mapie.classification import SplitConformalClassifier
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.isotonic import IsotonicRegression

WANTED = {"mapie": "1.6.0", "scikit-learn": "1.9.1", "numpy": "2.4.6"}
HAVE = {name: version(name) for name in WANTED}
if HAVE != WANTED:
    sys.exit(f"make_golden.py: has {HAVE}, wants {WANTED}")
warnings.simplefilter("ignore")


class Given(ClassifierMixin, BaseEstimator):
    """A fitted classifier whose probability of class 1 is its only feature."""

    def fit(self, X, y):
        self.classes_, self.n_features_in_, self.fitted_ = np.array([0, 1]), 1, True
        return self

    def predict_proba(self, X):
        p = np.asarray(X, dtype=float)[:, 0]
        return np.column_stack([1 - p, p])

    def predict(self, X):
        return (np.asarray(X)[:, 0] >= 0.5).astype(int)


def given():
    return Given().fit(np.array([[0.2], [0.8]]), np.array([0, 1]))


def isotonic(s, y, test):
    ends = []
    for x in test:
        pair = []
        for label in (0, 1):
            model = IsotonicRegression()
            model.fit(np.append(s, x), np.append(y, label).astype(float))
            pair.append(float(model.predict([x])[0]))
        ends.append(pair)
    return np.array(ends)


def mapie_ends(s, y, test):
    model = VennAbersCalibrator(estimator=given(), cv="prefit")
    model.fit(s.reshape(-1, 1), y)
    return model.predict_proba(test.reshape(-1, 1), p0_p1_output=True)[1]


def venn_abers(name, why, s, y):
    unique = np.unique(s)
    gaps = (unique[1:] + unique[:-1]) / 2
    test = np.concatenate([[unique[0] / 2], unique, gaps, [(1 + unique[-1]) / 2]])
    ends, theirs = isotonic(s, y, test), mapie_ends(s, y, test)
    far = np.abs(ends - theirs).max(axis=1) > 1e-9
    assert not far[test <= unique[-1]].any()
    print(f"{name}: {len(s)} cases, {len(unique)} scores, {len(test)} tests, {far.sum()} above all where MAPIE differs")
    return {"name": name, "why": why, "scores": s.tolist(), "y": y.tolist(), "test": test.tolist(),
            "isotonic": ends.tolist(), "mapie": theirs.tolist()}


def mondrian(name, why, s, y):
    test = np.unique(np.concatenate([s, np.round(np.linspace(0.0005, 0.9995, 100), 4)]))
    column, sizes = {}, {}
    for label in (0, 1):
        model = SplitConformalClassifier(given(), confidence_level=0.9, conformity_score="lac", prefit=True)
        rows = y == label
        model.conformalize(s[rows].reshape(-1, 1), y[rows])
        column[label] = model.predict_set(test.reshape(-1, 1))[1][:, label, 0]
        sizes[label] = int(rows.sum())
    print(f"{name}: {sizes}; both {int((column[0] & column[1]).sum())}, none {int((~column[0] & ~column[1]).sum())} of {len(test)}")
    return {"name": name, "why": why, "scores": s.tolist(), "y": y.tolist(), "test": test.tolist(),
            "stay": column[0].astype(int).tolist(), "leave": column[1].astype(int).tolist()}


def main():
    rng = np.random.Generator(np.random.PCG64(20260131))

    def draw(n, decimals=4, slope=1.0, sd=0.9):
        x = rng.normal(-1.3, sd, n)
        p = np.round(1 / (1 + np.exp(-x)), decimals)
        y = (rng.random(n) < 1 / (1 + np.exp(1.3 - slope * (x + 1.3)))).astype(int)
        return np.clip(p, 10.0**-decimals, 1 - 10.0**-decimals), y

    def exactly(stay, leave, slope=1.0, decimals=4):
        """Draws until each class has its number, then keeps the first of each."""
        p, y = draw(40 * (stay + leave), decimals, slope)
        keep = np.sort(np.concatenate([np.flatnonzero(y == 0)[:stay], np.flatnonzero(y == 1)[:leave]]))
        return p[keep], y[keep]

    ends = [
        venn_abers("continuous", "hardly any tie", *draw(100)),
        venn_abers("tied", "many cases share a score", *draw(150, decimals=2)),
        venn_abers("small", "twelve cases", np.round(np.linspace(0.05, 0.6, 12), 4), np.array([0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1])),
        venn_abers("separated", "every event above every other case: exact 0 and 1 inside", np.round(np.linspace(0.05, 0.6, 12), 4), np.repeat([0, 1], 6)),
        venn_abers("reversed", "every event below every other case: one pool", np.round(np.linspace(0.05, 0.6, 12), 4), np.repeat([1, 0], 6)),
        venn_abers("noise", "scores say nothing", *draw(80, slope=0.0)),
        venn_abers("two scores", "the least there can be", np.array([0.2, 0.2, 0.2, 0.7, 0.7]), np.array([0, 0, 1, 1, 0])),
    ]
    sets = [
        mondrian("ordinary", "most sets hold both", *exactly(230, 70)),
        mondrian("eleven of each", "the least MAPIE takes (it asks for more than 1/0.1 cases, and 9 would do)", *exactly(11, 11)),
        mondrian("whole", "(n+1)·0.9 is a whole number in both classes", *exactly(119, 49)),
        mondrian("not whole", "(n+1)·0.9 is 115.2 and 35.1: rounded up", *exactly(127, 38)),
        mondrian("tied", "many nonconformities equal the quantile", *exactly(150, 60, decimals=1)),
        mondrian("sharp", "a model so good that some sets are empty", *exactly(150, 60, slope=60.0)),
    ]
    text = json.dumps({"libraries": WANTED, "venn_abers": ends, "sets": sets}, separators=(",", ":"))
    path = pathlib.Path(__file__).with_name("golden.json")
    path.write_text(text.replace('{"name"', '\n{"name"').replace(',"sets"', ',\n"sets"') + "\n")


main()
