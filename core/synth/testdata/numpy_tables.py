"""Write numpy_tables.txt: the tables of recipe v3_causal as NumPy makes them.

    pip install numpy==2.4.6
    python numpy_tables.py > numpy_tables.txt

With arguments FIRST COUNT N it prints the "table" lines alone, of the COUNT
seeds from FIRST on and N patients each, for a wider comparison by hand.

    table SEED N DROPOUTS SHA256 SUM
        SHA256 is over the table as "retain simulate" writes it, but without the
        column true_probability, whose last bits depend on the C library; SUM is
        the exact sum of that column, rounded once.
    row SEED N LINE
        one row of that table, true_probability included.
"""

import hashlib
import math
import sys

import numpy as np

if np.__version__ != "2.4.6":
    sys.exit(f"numpy is {np.__version__}; 2.4.6 is needed")

HEADER = (
    "patient_id,age,gender,treatment_group,trial_phase,"
    "days_in_trial,visits_completed,last_visit_day,adverse_events,dropout\n"
)
PHASE_RISK = {"Phase I": 0.2, "Phase II": 0.5, "Phase III": 0.8}
TREATMENT_RISK = {"Active": 0.1, "Control": 0.3, "Placebo": 0.4}

TABLES = [(seed, 1000) for seed in (42, 0, 1, 2, 3, 7, 123, 2024, 65535, 2**31 - 1, 2**31, 2**32 - 1)]
TABLES += [(42, 1), (42, 2), (5, 623), (6, 625), (8, 20000)]
SHOWN = [(42, 1000, (1, 2, 3, 500, 999, 1000)), (2**32 - 1, 1000, (1, 1000)), (42, 1, (1,)), (8, 20000, (20000,))]


def simulate(seed, n):
    """The baseline's recipe: these draws, in this order."""
    np.random.seed(seed)
    age = np.random.randint(18, 85, n)
    gender = np.random.choice(["Male", "Female", "Non-binary"], n)
    treatment = np.random.choice(["Active", "Control", "Placebo"], n)
    phase = np.random.choice(["Phase I", "Phase II", "Phase III"], n)
    days = np.random.randint(30, 365, n)
    compliance = np.random.beta(5, 2, n)
    visits = np.floor(days / 30 * compliance).astype(int)
    last = [np.random.randint(max(1, d - 60), d + 1) if v > 0 else 0 for d, v in zip(days, visits)]
    a, d = (age - 18) / 67, days / 365
    events = np.random.poisson(3 * 0.3 * (1 + 0.5 * a + 0.3 * d))
    phase_risk = np.array([PHASE_RISK[x] for x in phase])
    treatment_risk = np.array([TREATMENT_RISK[x] for x in treatment])
    risk = (
        0.35 * 100 * (events / (days + 1)) + 0.30 * (1 - visits / (days / 30 + 1))
        + 0.20 * phase_risk + 0.10 * treatment_risk + 0.05 * (a < 0.3)
    )
    p = 1 / (1 + np.exp(-3 * (risk + np.random.normal(0, 0.15, n) - 0.5)))
    dropout = (np.random.random(n) < p).astype(int)
    truth = 1 / (1 + np.exp(-3 * (risk - 0.5)))
    ids = [f"S{seed}-{i:06d}" for i in range(1, n + 1)]
    rows = list(zip(ids, age, gender, treatment, phase, days, visits, last, events, dropout))
    return [",".join(map(str, row)) for row in rows], dropout, truth.tolist()


def table(seed, n):
    lines, dropout, truth = simulate(seed, n)
    text = HEADER + "".join(line + "\n" for line in lines)
    return lines, truth, f"table {seed} {n} {dropout.sum()} {hashlib.sha256(text.encode()).hexdigest()} {math.fsum(truth)!r}"


if len(sys.argv) == 4:
    first, count, size = map(int, sys.argv[1:])
    for number in range(first, first + count):
        print(table(number, size)[2])
    sys.exit()

for number, size in TABLES:
    print(table(number, size)[2])
for number, size, wanted in SHOWN:
    lines, truth, _ = table(number, size)
    for i in wanted:
        print(f"row {number} {size} {lines[i - 1]},{truth[i - 1]!r}")
