"""split.py VERSION: divides the patients into parts, as params.yaml says.

Reads patients.csv, writes split.csv with the patients in the same order. The
parts are drawn one after another by scikit-learn's stratified split; what is
left is for training.
"""

import sys

import numpy as np
from sklearn.model_selection import train_test_split

from common import folder, read, version_parameters, write


def split(dropout, parts, seed):
    """The part of each row. A size is a number of rows, or a share of all."""
    part = np.full(len(dropout), "train", dtype=object)
    left = np.arange(len(dropout))
    for name, size in parts.items():
        rows = size if isinstance(size, int) else round(size * len(dropout))
        left, drawn = train_test_split(left, test_size=rows, stratify=dropout[left], random_state=seed)
        part[drawn] = name
    return part


def main(version):
    p = version_parameters(version)
    patients = read(folder(version) / "patients.csv")
    part = split(patients["dropout"].to_numpy(), p["parts"], p["seed"])
    write(folder(version) / "split.csv", patients[["patient_id"]].assign(part=part))
    for name in dict.fromkeys(["train", *p["parts"]]):
        rows = part == name
        print(f"split: {version}: {name}: {rows.sum()} patients, {patients['dropout'][rows].sum()} dropouts")


if __name__ == "__main__":
    main(sys.argv[1])
