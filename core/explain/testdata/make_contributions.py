"""Makes the golden file of package explain: LightGBM's own contributions.

    pip install lightgbm==4.7.0 numpy==2.4.6
    python make_contributions.py

Models and rows are those of package lgbm (../../lgbm/paritydata). Writes beside
itself contributions.zip: for each case little-endian float64, first the base,
then the contributions of the rows that PICKED picks. The same versions give the
same file. A case without counts has no file: LightGBM divides by 0 there.
"""

import pathlib
import sys
import zipfile

import lightgbm as lgb
import numpy as np

sys.dont_write_bytecode = True  # leave no cache folder beside the golden files
HERE = pathlib.Path(__file__).parent
PARITY = HERE.parent.parent / "lgbm" / "paritydata"
sys.path.insert(0, str(PARITY))

import rows as probing  # noqa: E402
from cases import CASES  # noqa: E402

PICKED = 260  # rows a case, evenly over all, so steered and drawn ones


def model_text(models, name):
    plain = PARITY / "plain" / f"{name}.txt"
    return plain.read_text() if plain.exists() else models.read(f"{name}.txt").decode()


def main():
    total = 0
    with (
        zipfile.ZipFile(PARITY / "models.zip") as models,
        zipfile.ZipFile(HERE / "contributions.zip", "w") as archive,
    ):
        for case in CASES:
            text = model_text(models, case.name)
            booster = lgb.Booster(model_str=text)
            x = probing.probes(case.seed, case.extra, case.features, case.scale, text)
            x = np.ascontiguousarray(x[np.arange(PICKED) * len(x) // PICKED])
            both = booster.predict(x, pred_contrib=True, num_threads=1)
            assert both.dtype == np.float64 and both.shape == (PICKED, case.features + 1), case.name
            if case.name == "no-counts":
                assert np.isnan(both).any()
                continue
            assert np.isfinite(both).all() and (both[:, -1] == both[0, -1]).all(), case.name
            values = np.concatenate([both[0, -1:], both[:, :-1].ravel()])
            info = zipfile.ZipInfo(f"{case.name}.f64", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, values.astype("<f8").tobytes(), compresslevel=9)
            total += PICKED
    print(f"LightGBM {lgb.__version__}, NumPy {np.__version__}: {total} rows")


if __name__ == "__main__":
    main()
