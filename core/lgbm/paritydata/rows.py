"""Probing rows for make_parity.py, by integer operations and exact float ones.

Go (rows.go) makes the same rows from the same seed, so that only
models and scores need to be stored. Both sides must change together; a digest
in cases.txt tells whether they agree. No library of mathematics takes part:
every float is made from its bits, or by operations that are exact.
"""

import numpy as np

GAMMA = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1
ZERO_BAND = float(np.float32(1e-35))
QUIET_NAN = 0x7FF8000000000000

# Values that have gone wrong somewhere before: signed zeros, the smallest and
# largest numbers, both sides of both ends of the zero band and of leaves' own
# band of 1e-35, whole numbers beyond 2^53, infinities.
SPECIAL = [
    0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, -2.2250738585072014e-308,
    1e-35, -1e-35, np.nextafter(1e-35, 0), -np.nextafter(1e-35, 0),
    np.nextafter(1e-35, 1), -np.nextafter(1e-35, 1),
    ZERO_BAND, -ZERO_BAND, np.nextafter(ZERO_BAND, 0), -np.nextafter(ZERO_BAND, 0),
    np.nextafter(ZERO_BAND, 1), -np.nextafter(ZERO_BAND, 1), 2e-35, -2e-35,
    1.0, -1.0, 9007199254740993.0, -9007199254740993.0, 1e300, -1e300,
    1.7976931348623157e308, -1.7976931348623157e308, np.inf, -np.inf,
]


def mix(z):
    """SplitMix64's output function, on numpy uint64 (which wrap around)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


class Tree:
    """The parts of one tree of a model text that lead a row to a node."""

    def __init__(self, fields):
        ints = lambda k: [int(v) for v in fields[k].split()]
        self.feature = ints("split_feature")
        self.threshold = [float(v) for v in fields["threshold"].split()]
        self.left, self.right = ints("left_child"), ints("right_child")


def read_trees(text):
    trees = []
    for part in text.split("\nTree=")[1:]:
        lines = part.split("\n\n")[0].split("\n")[1:]
        trees.append(Tree(dict(line.split("=", 1) for line in lines)))
    return trees


def drawn_rows(seed, count, features, scale, trees):
    """Rows of independent cells; each cell comes from one 64-bit draw."""
    index = np.arange(count * features, dtype=np.uint64) + np.uint64(1)
    u = mix(np.uint64(seed) + index * np.uint64(GAMMA)).reshape(count, features)
    thresholds = [[] for _ in range(features)]
    for t in trees:
        for f, x in zip(t.feature, t.threshold):
            thresholds[f].append(x)

    unit = (u >> np.uint64(11)).astype(np.float64) * 2.0**-50 - 4.0  # [-4, 4)
    whole = ((u >> np.uint64(11)) % np.uint64(10)).astype(np.float64) - 2.0
    column = np.arange(features) % 2
    rows = np.where(column == 0, unit, whole) * 2.0**scale

    kind, pick = u & np.uint64(63), u >> np.uint64(6)
    for f in range(features):  # kinds 10 to 19: a threshold or its neighbour
        if thresholds[f]:
            t = np.array(thresholds[f])
            x = t[((pick[:, f] >> np.uint64(2)) % np.uint64(len(t))).astype(int)]
            side = pick[:, f] & np.uint64(3)
            x = np.where(side == 0, np.nextafter(x, -np.inf), x)
            x = np.where(side == 1, np.nextafter(x, np.inf), x)
            here = (kind[:, f] >= 10) & (kind[:, f] < 20)
            rows[:, f] = np.where(here, x, rows[:, f])
    bits = mix(u)  # kinds 8 and 9: any bits at all
    exponent = bits & np.uint64(0x7FF0000000000000)
    nan = (exponent == np.uint64(0x7FF0000000000000)) & (bits & np.uint64((1 << 52) - 1) != 0)
    bits = np.where(nan, np.uint64(QUIET_NAN), bits)
    rows = np.where((kind == 8) | (kind == 9), bits.view(np.float64), rows)
    special = np.array(SPECIAL)[(pick % np.uint64(len(SPECIAL))).astype(int)]
    rows = np.where((kind >= 4) & (kind < 8), special, rows)
    return np.where(kind < 4, np.uint64(QUIET_NAN).view(np.float64), rows)


def steer(rows, trees):
    """Leads three rows to every node, in order, to test it with its threshold.

    The row is sent down the path by putting each feature on the edge of what
    the path allows; then the node's own feature is set to the float64 below
    the threshold, the threshold, and the float64 above.
    """
    r = 0
    for t in trees:
        parent = {}
        for n in range(len(t.feature)):
            for child, left in ((t.left[n], True), (t.right[n], False)):
                if child >= 0:
                    parent[child] = (n, left)
        for node in range(len(t.feature)):
            upper, lower = {}, {}
            n = node
            while n in parent:
                n, left = parent[n]
                f, x = t.feature[n], t.threshold[n]
                if left:
                    upper[f] = min(x, upper.get(f, x))
                else:
                    lower[f] = max(x, lower.get(f, x))
            x = t.threshold[node]
            for probe in (np.nextafter(x, -np.inf), x, np.nextafter(x, np.inf)):
                for f, v in lower.items():  # beyond infinity: only NaN
                    rows[r, f] = np.nan if np.isinf(v) else np.nextafter(v, np.inf)
                for f, v in upper.items():
                    rows[r, f] = v
                rows[r, t.feature[node]] = probe
                r += 1
    return r


def probes(seed, extra, features, scale, text):
    """All rows of a case: three per node, then extra ones as drawn."""
    trees = read_trees(text)
    count = 3 * sum(len(t.feature) for t in trees) + extra
    with np.errstate(over="ignore"):  # the neighbour of the largest is infinity
        rows = drawn_rows(seed, count, features, scale, trees)
        assert steer(rows, trees) == count - extra
    return np.ascontiguousarray(rows)
