"""Writes golden.json: probabilities, outcomes, and what scikit-learn makes of them.

Run by hand, never by a test:

    python3 -m venv VENV
    VENV/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
    VENV/bin/python make_golden.py

Two runs give the same bytes. AUC, average precision, Brier score, log loss, and
recall, precision and F1 at a threshold are scikit-learn's own. The slope is
LogisticRegression(C=inf) on the logit, solved by Newton's method; the intercept
with slope 1 has no estimator there: it is the root of the likelihood equation
by scipy.optimize.brentq. The calibration error gives every row the mean outcome
of its ties and then cuts with numpy.array_split. null stands for what does not
exist; whether it does is said by hand for each case, where scikit-learn returns
a number all the same.

Some cases also have intervals: 1,000 resamples picked by the generator that
package evaluate documents, each measured with scikit-learn.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.optimize import brentq
from scipy.special import expit
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

WANTED = {"numpy": "2.4.6", "scikit-learn": "1.9.1", "scipy": "1.17.1"}
HAVE = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "scipy": scipy.__version__}
if HAVE != WANTED:
    sys.exit(f"needs {WANTED}, not {HAVE}")

THRESHOLDS = [0.2, 0.35, 0.5, 0.9]
SMALLEST, LARGEST = 2.0**-53, 1 - 2.0**-53  # of a calibrator


def logit(p):
    return np.log(p) - np.log1p(-p)


def slope(y, p):
    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-13, max_iter=1000)
    x = logit(p)
    mean, scale = x.mean(), x.std()
    z = (x - mean) / scale
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tolerance asks for more than float64 always has
        fit.fit(z[:, None], y)
    eta = fit.intercept_[0] + fit.coef_[0, 0] * z
    residual = y - expit(eta)
    gradient = max(abs(residual.mean()), abs((residual * z).mean()))
    if gradient > 1e-12:
        sys.exit(f"scikit-learn did not converge: gradient {gradient}")
    return fit.coef_[0, 0] / scale


def intercept(y, p):
    x = logit(p)
    base = logit(y.mean())
    low, high = base - x.max(), base - x.min()
    if low == high:
        return low
    return brentq(lambda a: (y - expit(x + a)).sum(), low - 1e-9, high + 1e-9, xtol=1e-14, rtol=1e-14)


def ece(y, p):
    _, group, size = np.unique(p, return_inverse=True, return_counts=True)
    mean = np.bincount(group, weights=y) / size
    order = np.argsort(p)
    bins = [b for b in np.array_split(order, 10) if len(b)]
    return sum(len(b) * abs(mean[group[b]].mean() - p[b].mean()) for b in bins) / len(y)


def at(y, p, t):
    f = (p >= t).astype(int)
    nan_is_null = lambda v: None if np.isnan(v) else float(v)
    tp, fp = int((f * y).sum()), int((f * (1 - y)).sum())
    n = len(y)
    return {
        "threshold": t,
        "flagged": int(f.sum()),
        "recall": nan_is_null(metrics.recall_score(y, f, zero_division=np.nan)),
        "precision": nan_is_null(metrics.precision_score(y, f, zero_division=np.nan)),
        "f1": nan_is_null(metrics.f1_score(y, f, zero_division=np.nan)),
        "net_benefit": tp / n - fp / n * t / (1 - t),
        "cost": 500 * (tp + fp) + 5000 * (int(y.sum()) - tp),
    }


FIGURES = {
    "auc": metrics.roc_auc_score,
    "average_precision": metrics.average_precision_score,
    "brier": metrics.brier_score_loss,
    "log_loss": lambda y, p: metrics.log_loss(y, p, labels=[0, 1]),
    "calibration_slope": slope,
    "calibration_intercept": intercept,
    "ece": ece,
}


def generator():
    """SplitMix64 from seed 1."""
    mask, state = 2**64 - 1, 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def pick(random, n):
    """A whole number below n: Lemire's method, products below the remainder refused."""
    while True:
        high, low = divmod(next(random) * n, 2**64)
        if low >= 2**64 % n:
            return high


def exist(y, p):
    """Which figures exist for these rows."""
    stayed, left = p[y == 0], p[y == 1]
    both = len(stayed) > 0 and len(left) > 0
    overlap = both and left.min() < stayed.max() and stayed.min() < left.max()
    return {k: {"auc": both, "average_precision": len(left) > 0, "calibration_slope": overlap,
                "calibration_intercept": both}.get(k, True) for k in FIGURES}


def intervals(y, p):
    order = np.lexsort((y, p))  # by probability, then by outcome
    y, p = y[order], p[order]
    random, draws = generator(), {k: [] for k in FIGURES}
    for _ in range(1000):
        rows = [pick(random, len(y)) for _ in y]
        exists = exist(y[rows], p[rows])
        for k, f in FIGURES.items():
            if exists[k]:
                draws[k].append(f(y[rows], p[rows]))
    return {k: [float(np.percentile(v, 2.5)), float(np.percentile(v, 97.5))] if len(v) >= 950 else None
            for k, v in draws.items()}


def case(name, why, y, p, undefined=(), resample=False):
    y, p = np.asarray(y, dtype=int), np.asarray(p, dtype=float)
    values = {k: None if k in undefined else f(y, p) for k, f in FIGURES.items()}
    more = {"intervals": intervals(y, p)} if resample else {}
    return {
        "name": name,
        "why": why,
        "p": [float(v) for v in p],
        "y": [int(v) for v in y],
        "figures": {k: v if v is None else float(v) for k, v in values.items()},
        "at": [at(y, p, t) for t in THRESHOLDS],
    } | more


def drawn(rng, n, middle, spread, slope=1.0, shift=0.0, digits=6):
    """Probabilities of a miscalibrated model: the truth is shift + slope * logit."""
    x = rng.normal(middle, spread, n)
    p = np.clip(np.round(expit(x), digits), 10.0**-digits, 1 - 10.0**-digits)
    return (rng.random(n) < expit(shift + slope * logit(p))).astype(int), p


def cases():
    rng = np.random.default_rng(7)
    no_slope = ("calibration_slope",)
    no_line = ("auc", "calibration_slope", "calibration_intercept")
    yield case("two", "the least with both outcomes", [0, 1], [0.3, 0.6], no_slope)
    yield case("two_inverted", "the worst ranking", [1, 0], [0.3, 0.6], no_slope)
    yield case("two_tied", "one tie is half a pair", [1, 0], [0.4, 0.4], no_slope)
    yield case("one_stayed", "a single row", [0], [0.4], no_line + ("average_precision",))
    yield case("one_left", "a single row", [1], [0.4], no_line)
    yield case("four", "scikit-learn's own example of roc_auc_score", [0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], resample=True)
    yield case("edges", "probabilities exactly at thresholds are flagged",
               [0, 1, 0, 1, 1, 0, 1], [0.2, 0.2, 0.35, 0.35, 0.5, 0.5, 0.9])
    yield case("nobody_left", "no events", [0] * 15, np.linspace(0.05, 0.75, 15), no_line + ("average_precision",))
    yield case("everyone_left", "only events", [1] * 15, np.linspace(0.05, 0.75, 15), no_line)
    yield case("constant", "a model that knows only the rate", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0], [0.25] * 12, no_slope)
    yield case("separated", "complete separation: no slope has the highest likelihood",
               [0] * 9 + [1] * 4, np.linspace(0.1, 0.7, 13), no_slope)
    yield case("touching", "quasi-complete separation: they share one probability only",
               [0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.4, 0.4, 0.6, 0.7], no_slope)
    yield case("touching_down", "the same with the ranking turned round",
               [1, 1, 1, 0, 0, 0], [0.1, 0.2, 0.4, 0.4, 0.6, 0.7], no_slope)
    yield case("barely_overlapping", "a slope exists and is steep",
               [0, 0, 0, 0, 1, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.399, 0.4, 0.401, 0.6, 0.7, 0.8])
    yield case("remainder", "23 rows in ten bins: the first three have one more", *drawn(rng, 23, -0.5, 1.0), resample=True)
    yield case("few_values", "trees give few values: ties across the cuts of the bins", *drawn(rng, 207, -1.0, 1.0, digits=1), resample=True)
    yield case("ties", "ties of probabilities with two digits", *drawn(rng, 400, -1.2, 0.8, slope=0.6, digits=2))
    yield case("overconfident", "too extreme: slope below 1", *drawn(rng, 300, 0.0, 2.0, slope=0.4))
    yield case("timid_and_low", "too narrow and too low: slope above 1, intercept above 0",
               *drawn(rng, 300, -1.0, 0.4, slope=2.5, shift=2.0))
    yield case("useless", "no relation: slope about 0", *drawn(rng, 250, -1.0, 1.0, slope=0.0, shift=-1.0))
    yield case("inverse", "the wrong way round: slope below 0", *drawn(rng, 250, -1.0, 1.0, slope=-1.0))
    yield case("rare", "events in about 1 of 100", *drawn(rng, 1000, -5.0, 1.0))
    yield case("common", "events in about 99 of 100", *drawn(rng, 1000, 5.0, 1.0))
    extreme = [SMALLEST, 1e-300, 1e-20, 1e-16, 2.3e-16, 1e-9, 1e-3, LARGEST, 1 - 2.0**-52, 1 - 1e-15, 1 - 1e-9]
    y = [0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1]
    inside_y, inside = drawn(rng, 60, 0.0, 1.0)
    yield case("extreme", "log loss is clipped, log-odds are not",
               np.concatenate([y, inside_y]), np.concatenate([extreme, inside]))
    yield case("close", "probabilities that differ from the fourth digit on",
               rng.integers(0, 2, 40), 0.3 + np.arange(40) * 1e-4)
    yield case("many", "a large table", *drawn(rng, 5000, -1.2, 1.0, slope=0.9, shift=0.1))


lines = [json.dumps(c, separators=(",", ":")) for c in cases()]
text = '{"libraries":' + json.dumps(WANTED, separators=(",", ":")) + ',"cases":[\n' + ",\n".join(lines) + "\n]}\n"
pathlib.Path(__file__).with_name("golden.json").write_text(text)
