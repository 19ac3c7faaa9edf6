"""Write draws.txt: what NumPy's legacy generator draws, for the tests of this package.

    pip install numpy==2.4.6
    python numpy_draws.py > draws.txt

One line a case, all after np.random.seed(seed):

    seed method arguments n | sha256 | sum | next | first values

n draws are made; sha256 is over their shortest decimal texts, each ended by a
line feed ("-" for draws made with a logarithm, whose last bits depend on the C
library); sum is their exact sum, rounded once; next is np.random.random() after
them, which shows that as many words were used, and np.random.normal(0, 1).
"""

import hashlib
import math
import sys

import numpy as np

if np.__version__ != "2.4.6":
    sys.exit(f"numpy is {np.__version__}; 2.4.6 is needed")

SEEDS = [0, 1, 42, 20260131, 2**31, 2**32 - 1]
CASES = [  # method, arguments, draws
    ("random", (), 3000),
    ("randint", (18, 85), 3000),
    ("randint", (0, 3), 3000),
    ("randint", (-5, -4), 10),
    ("randint", (0, 2**31 + 1), 3000),
    ("randint", (0, 2**32), 3000),
    ("normal", (0, 0.15), 3001),  # odd: the second half of a pair stays behind
    ("normal", (1, 1), 3000),
    ("beta", (5, 2), 3000),
    ("beta", (1.01, 1.5), 3000),
    ("beta", (40, 70), 3000),
    ("poisson", (0,), 10),
    ("poisson", (0.001,), 3000),
    ("poisson", (1.3,), 3000),
    ("poisson", (9.999,), 3000),
    ("poisson", (10,), 3000),
    ("poisson", (150.5,), 3000),
    ("poisson", (1e6,), 3000),
]
ROUGH = {"normal", "beta"}


def text(value):
    return repr(value).removesuffix(".0")


for seed in SEEDS:
    for method, arguments, n in CASES:
        np.random.seed(seed)
        values = getattr(np.random, method)(*arguments, n).tolist()
        # after an odd number of normal draws, one more random() and one more
        # normal draw show that the kept half is neither lost nor used twice
        following = [np.random.random(), np.random.normal(0, 1)]
        joined = "".join(text(v) + "\n" for v in values).encode()
        print(
            seed, method, *map(text, arguments), n, "|",
            "-" if method in ROUGH else hashlib.sha256(joined).hexdigest(), "|",
            text(math.fsum(values)), "|", *map(text, following), "|", *map(text, values[:5]),
        )
