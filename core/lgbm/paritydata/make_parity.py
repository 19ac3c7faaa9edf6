"""Makes the golden files of package lgbm: models and LightGBM's own raw scores.

    pip install lightgbm==4.7.0 numpy==2.4.6
    python make_parity.py

Writes beside itself: cases.txt (the list the Go test reads), models.zip,
scores.zip (little-endian float64, one per row) and plain/ (a few models as
text). Every seed is fixed; the same versions give the same files. Rows come
from rows.py, and are made again by the Go test.
"""

import hashlib
import pathlib
import sys
import zipfile

import lightgbm as lgb
import numpy as np

sys.dont_write_bytecode = True  # leave no cache folder beside the golden files

import rows as probing  # noqa: E402
from cases import CASES  # noqa: E402

HERE = pathlib.Path(__file__).parent
FIXED = dict(
    objective="binary", verbose=-1, num_threads=1, deterministic=True,
    force_row_wise=True, seed=7, min_data_in_leaf=5,
)


def training_data(seed, features, scale, missing, label, n=500):
    """Even columns real, odd ones whole numbers with many zeros; 2^scale times."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-4, 4, (n, features))
    x[:, 1::2] = np.maximum(rng.integers(-4, 8, x[:, 1::2].shape), -2)
    x[:, 1::2][rng.random(x[:, 1::2].shape) < 0.3] = 0
    weight = rng.normal(size=features)
    signal = x @ weight / 3 + np.sin(2 * x[:, 0]) + x[:, 0] * x[:, -1] / 4
    hole = rng.random(x.shape) < 0.15
    if missing == "some":  # some columns have holes, so missing types differ
        hole[:, 1::3] = False
    if missing == "none":
        hole[:] = False
    # A hole tells about the label, one way or the other: both default sides.
    signal += (hole * rng.choice([-2.0, 2.0], features)).sum(axis=1)
    y = (signal + rng.normal(size=n) > np.median(signal)).astype(float)
    if label != "both":
        y[:] = float(label)
    x = x * 2.0**scale
    x[hole] = np.nan
    return x, y


def train(case):
    """Returns the model text of a case as LightGBM writes it."""
    booster = None
    for step, over in enumerate(case.steps):
        params = {**FIXED, **case.params, **over}
        x, y = training_data(case.seed + step, case.features, case.scale, case.missing, case.label)
        data = lgb.Dataset(x, y, params=params, free_raw_data=False)
        booster = lgb.train(params, data, case.trees, init_model=booster)
    text = booster.model_to_string()
    return case.edit(text) if case.edit else text


def zip_write(archive, name, data):
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data, compresslevel=9)


def entry(case, file, raw, digest):
    lines = [
        ("name", case.name), ("why", case.why), ("model", file), ("rows", len(raw)),
        ("seed", case.seed), ("scale", case.scale), ("digest", digest), ("leaves", case.leaves),
    ]
    return "".join(f"{k:<7}: {v}\n" for k, v in lines)


def main():
    plain = HERE / "plain"
    plain.mkdir(exist_ok=True)
    entries, total, texts = [], 0, {}
    with zipfile.ZipFile(HERE / "models.zip", "w") as models, zipfile.ZipFile(HERE / "scores.zip", "w") as scores:
        for case in CASES:
            # A rewritten case takes the text of another and must score the same.
            text = case.edit(texts[case.of]) if case.of else train(case)
            texts[case.name] = text
            booster = lgb.Booster(model_str=text)
            x = probing.probes(case.seed, case.extra, case.features, case.scale, text)
            assert x.shape[1] == booster.num_feature(), case.name
            raw = booster.predict(x, raw_score=True, num_threads=1)
            assert raw.dtype == np.float64 and raw.shape == (len(x),), case.name
            if case.of and case.same:
                other = lgb.Booster(model_str=texts[case.of])
                assert (raw == other.predict(x, raw_score=True)).all(), case.name
            file = f"{case.name}.txt"
            if case.plain:
                (plain / file).write_text(text, newline="\n")
                file = f"plain/{file}"
            else:
                zip_write(models, file, text)
            zip_write(scores, f"{case.name}.f64", raw.astype("<f8").tobytes())
            entries.append(entry(case, file, raw, hashlib.sha256(x.astype("<f8").tobytes()).hexdigest()))
            total += len(x)
    head = (
        f"# Made by make_parity.py with LightGBM {lgb.__version__}, NumPy {np.__version__}.\n"
        f"# {len(entries)} models, {total} rows. Do not edit.\n\n"
    )
    (HERE / "cases.txt").write_text(head + "\n".join(entries), newline="\n")
    print(head, end="")


if __name__ == "__main__":
    main()
