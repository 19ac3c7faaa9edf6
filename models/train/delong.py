"""The difference of two AUCs on the same rows, with its interval.

E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson: Comparing the areas under two or
more correlated receiver operating characteristic curves, Biometrics 44 (1988).
"""

import numpy as np
from scipy.stats import norm, rankdata


def placements(y, score):
    """For each event the share of non-events below it, for each non-event the share
    of events above it; ties count half. The mean of either is the AUC."""
    events, others, ranks = score[y == 1], score[y == 0], rankdata(score)
    return (
        (ranks[y == 1] - rankdata(events)) / len(others),
        1 - (ranks[y == 0] - rankdata(others)) / len(events),
    )


def auc_difference(y, score, other):
    """AUC of score minus AUC of other: value, and low and high end of the 95 % interval."""
    events, others = (a - b for a, b in zip(placements(y, score), placements(y, other)))
    half = norm.ppf(0.975) * np.sqrt(events.var(ddof=1) / len(events) + others.var(ddof=1) / len(others))
    return events.mean(), events.mean() - half, events.mean() + half
