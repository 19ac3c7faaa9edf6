"""Times LightGBM's own pred_contrib, to set beside the package's benchmarks.

    python time_lightgbm.py MODEL.txt...

Prints the microseconds a patient on one thread, in calls of one row (what a
form does) and of 1,000 rows (what LightGBM is best at): the median of some
runs, and the fastest. The rows are those of bench_test.go.
"""

import statistics
import sys
import time

import lightgbm as lgb
import numpy as np


def patients(text, features, n):
    thresholds = [[] for _ in range(features)]
    for part in text.split("\nTree=")[1:]:
        lines = dict(v.split("=", 1) for v in part.split("\n\n")[0].split("\n")[1:])
        for f, t in zip(lines["split_feature"].split(), lines["threshold"].split()):
            thresholds[int(f)].append(float(t))
    rows, state = np.zeros((n, features)), 1
    for i in range(n):
        for f in range(features):
            state = (state * 1664525 + 1013904223) % 2**32
            if thresholds[f]:
                rows[i, f] = thresholds[f][(state >> 8) % len(thresholds[f])]
    return rows


def timed(booster, rows, calls):
    start = time.perf_counter()
    for i in range(calls):
        booster.predict(rows[i % len(rows)], pred_contrib=True, num_threads=1)
    return (time.perf_counter() - start) / calls / len(rows[0]) * 1e6


def main():
    for file in sys.argv[1:]:
        text = open(file).read()
        booster = lgb.Booster(model_str=text)
        rows = patients(text, booster.num_feature(), 1000)
        for size, calls in ((1, 1000), (1000, 3)):
            batches = rows.reshape(-1, size, rows.shape[1])
            times = [timed(booster, batches, calls) for _ in range(7)]
            print(f"{file}: {size} rows a call: {statistics.median(times):.1f} µs a patient (fastest {min(times):.1f})")


if __name__ == "__main__":
    main()
