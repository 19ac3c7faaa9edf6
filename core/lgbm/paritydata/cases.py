"""The cases of make_parity.py: which models, and why each of them exists."""

import dataclasses
import re
from typing import Callable

BAND = "1.0000000180025095e-35"


@dataclasses.dataclass
class Case:
    name: str
    why: str
    features: int = 5
    trees: int = 8
    params: dict = dataclasses.field(default_factory=dict)
    missing: str = "none"  # none, some or all columns have holes
    label: str = "both"  # or a constant label, "0" or "1"
    scale: int = 0  # all values times 2^scale
    extra: int = 1300  # rows beside the three per node
    steps: tuple = ({},)  # trainings, each on top of the one before
    edit: Callable[[str], str] | None = None
    of: str = ""  # the case whose text is edited, instead of a training
    same: bool = False  # the edited model must score as the other did
    plain: bool = False  # stored as text
    leaves: str = "exact"  # or the refusal that NewLeaves must give
    seed: int = 0  # numbered below


def resize(text):
    """Writes tree_sizes anew after an edit."""
    parts = re.split(r"(?m)^(?=Tree=|end of trees)", text)
    sizes = " ".join(str(len(p.encode())) for p in parts if p.startswith("Tree="))
    return re.sub(r"(?m)^tree_sizes=.*$", "tree_sizes=" + sizes, text)


def without(text, *keys):
    return re.sub(r"(?m)^(%s)=.*\n" % "|".join(keys), "", text)


def as_v3(text):
    return resize(text.replace("\nversion=v4\n", "\nversion=v3\n"))


def as_v3_early(text):
    """Version 3 before linear trees."""
    return resize(without(as_v3(text), "is_linear"))


def as_v2(text):
    """Version 2: no weights, an older name for the importances."""
    text = without(text, "is_linear", "leaf_weight", "internal_weight")
    text = text.replace("\nfeature_importances:\n", "\nfeature importances:\n")
    return resize(text.replace("\nversion=v4\n", "\nversion=v2\n"))


def set_items(key, changes):
    """Replaces items of the first tree's list under key: {index: text}."""
    def edit(text):
        def change(match):
            items = match[1].split(" ")
            for i, v in changes.items():
                items[i] = v
            return f"{key}=" + " ".join(items)
        return resize(re.sub(rf"(?m)^{key}=(.*)$", change, text, count=1))
    return edit


def one_leaf_between(text):
    """Puts a tree of one leaf before the last tree."""
    parts = re.split(r"(?m)^(?=Tree=|end of trees)", text)
    last = int(parts[-2].split("\n")[0][5:])
    keys = "split_feature split_gain threshold decision_type left_child right_child".split()
    leaf = f"Tree={last}\nnum_leaves=1\nnum_cat=0\n" + "".join(k + "=\n" for k in keys)
    leaf += "leaf_value=-0.1\nleaf_weight=\nleaf_count=\ninternal_value=\n"
    leaf += "internal_weight=\ninternal_count=\nis_linear=0\nshrinkage=1\n\n\n"
    parts[-2] = parts[-2].replace(f"Tree={last}\n", f"Tree={last + 1}\n", 1)
    return resize("".join(parts[:-2]) + leaf + parts[-2] + parts[-1])


def drop_counts(text):
    return resize(without(text, "leaf_count", "internal_count"))


CASES = [
    Case("two-leaves", "smallest tree with a split; also readable as text", features=1, trees=1, params=dict(num_leaves=2), plain=True),
    Case("one-feature", "leaves says 0 features for one, and then checks no lengths", features=1, trees=5, params=dict(num_leaves=6)),
    Case("three-missing", "small model with default sides both ways; readable as text", features=3, trees=2, missing="some", params=dict(num_leaves=5), plain=True),
]

for leaves, features, trees in [(2, 2, 20), (3, 4, 20), (4, 6, 15), (5, 9, 12), (7, 12, 10), (8, 3, 10), (12, 20, 8), (16, 7, 8), (24, 30, 6), (31, 40, 5), (48, 10, 4), (64, 16, 4)]:
    CASES.append(Case(f"leaves-{leaves}", f"trees of up to {leaves} leaves, {features} features", features, trees, dict(num_leaves=leaves, min_data_in_leaf=2)))
for depth in [1, 2, 3, 5, 8]:
    CASES.append(Case(f"depth-{depth}", f"trees cut at depth {depth}, with missing values", 6, 6, dict(max_depth=depth, num_leaves=31), "all"))
for rate in ["1", "0.5", "0.01", "0.0001", "1e-09"]:
    CASES.append(Case(f"rate-{rate}", f"learning rate {rate}: leaf values of another size than the first tree's", 4, 12, dict(learning_rate=float(rate), num_leaves=6), "some"))
for trees in [1, 2, 30, 60]:
    CASES.append(Case(f"trees-{trees}", f"{trees} trees: rounding of the sum depends on the order", 8, trees, dict(num_leaves=5), "some"))
for features in [2, 9, 25, 40]:
    CASES.append(Case(f"features-{features}", f"rows of {features} values", features, 8, dict(num_leaves=8), "some"))

CASES += [
    Case("missing-none", "missing type None although rows hold NaN: NaN counts as 0", 5, 8, dict(num_leaves=10)),
    Case("missing-nan", "missing type NaN on every feature", 5, 8, dict(num_leaves=10), "all"),
    Case("missing-split-off", "missing values split from all others: LightGBM writes the threshold inf", 4, 8, dict(num_leaves=4, min_data_in_leaf=20), "all"),
    Case("missing-mixed-columns", "types None and NaN side by side in one model", 8, 8, dict(num_leaves=10), "some"),
    Case("missing-zero", "zero_as_missing: 0 takes the default side", 5, 10, dict(num_leaves=10, zero_as_missing=True)),
    Case("missing-zero-and-nan", "zero_as_missing on data with NaN: both are missing", 6, 10, dict(num_leaves=10, zero_as_missing=True), "all"),
    Case("missing-off", "use_missing off on data with NaN: type None", 6, 8, dict(num_leaves=10, use_missing=False), "all"),
    Case("one-leaf-start", "min_data_in_leaf too large: one tree of one leaf", 3, 5, dict(min_data_in_leaf=1000), extra=300, plain=True),
    Case("one-leaf-label-1", "constant label 1: one tree of one leaf, far from 0", 3, 5, label="1", extra=300),
    Case("one-leaf-label-0", "constant label 0: one tree of one leaf, far from 0", 3, 5, label="0", extra=300),
    Case("tiny-values", "training values around 1e-35: thresholds beside the zero band", 6, 8, dict(num_leaves=10), "some", scale=-116),
    Case("tiny-zero-missing", "the same with missing type Zero", 6, 8, dict(num_leaves=10, zero_as_missing=True), "all", scale=-115),
    Case("subnormal-values", "training values below 1e-308: all of them 0 to LightGBM", 4, 4, dict(num_leaves=6), scale=-1040),
    Case("large-values", "thresholds near 1e290", 6, 8, dict(num_leaves=10), "some", scale=965),
    Case("largest-values", "thresholds near the largest float64", 4, 6, dict(num_leaves=8), scale=1020),
    Case("whole-values", "thresholds near 2^52, where neighbours differ by 1", 4, 6, dict(num_leaves=8), scale=51),
    Case("monotone", "monotone constraints: one more key in the header", 4, 8, dict(num_leaves=8, monotone_constraints=[1, -1, 0, 0])),
    Case("sigmoid-2.5", "a sigmoid other than 1", 4, 6, dict(num_leaves=6, sigmoid=2.5)),
    Case("sigmoid-0.3", "a sigmoid below 1", 4, 6, dict(num_leaves=6, sigmoid=0.3)),
    Case("dart", "dropouts scale earlier trees", 5, 15, dict(num_leaves=6, boosting="dart", drop_rate=0.5), "some"),
    Case("goss", "rows sampled by gradient", 5, 10, dict(num_leaves=6, data_sample_strategy="goss"), "some"),
    Case("bagging", "rows and features sampled", 9, 12, dict(num_leaves=6, bagging_freq=1, bagging_fraction=0.6, feature_fraction=0.5), "some"),
    Case("extra-trees", "random thresholds", 6, 10, dict(num_leaves=8, extra_trees=True), "some"),
    Case("smooth", "path smoothing and regularisation", 6, 8, dict(num_leaves=8, path_smooth=5, lambda_l1=0.1, lambda_l2=3), "some"),
    Case("unbalanced", "class weights and no start from the average", 6, 8, dict(num_leaves=8, is_unbalance=True, boost_from_average=False), "some"),
    Case("coarse-bins", "three bins a feature: the same thresholds again and again", 6, 10, dict(num_leaves=8, max_bin=3), "some"),
    Case("quantised", "quantised gradients", 6, 8, dict(num_leaves=8, use_quantized_grad=True), "some"),
    Case("continued", "training continued on other data of the same kind", 5, 6, dict(num_leaves=8), "some", steps=({}, {})),
    Case("as-v3", "the model rewritten as version 3", 3, of="three-missing", edit=as_v3, same=True),
    Case("as-v3-early", "version 3 before linear trees: no is_linear", 6, of="missing-zero-and-nan", edit=as_v3_early, same=True),
    Case("as-v2", "the model rewritten as version 2; readable as text", 3, of="three-missing", edit=as_v2, same=True, plain=True),
    Case("as-v2-mixed", "missing types None and NaN in version 2", 8, of="missing-mixed-columns", edit=as_v2, same=True),
    Case("as-v2-one-leaf", "a tree of one leaf in version 2", 3, of="one-leaf-start", edit=as_v2, same=True, extra=300),
    Case("no-counts", "counts left out: they are optional", 3, of="three-missing", edit=drop_counts, same=True),
    Case("one-leaf-between", "a tree of one leaf between others", 3, of="three-missing", edit=one_leaf_between),
    Case("leaf-negative-zero", "a sum of -0 from 0 is +0", 1, of="two-leaves", edit=set_items("leaf_value", {0: "-0", 1: "-0.0"}), extra=300),
    Case("leaf-cancel", "leaf values that cancel show the order of adding", 3, of="three-missing", edit=set_items("leaf_value", {0: "1e16", 1: "-1e16", 2: "1e300", 3: "-1e-300"})),
    Case("threshold-band-ends", "thresholds at both ends of the zero band", 3, of="three-missing", edit=set_items("threshold", {0: BAND, 1: "-" + BAND})),
    Case("threshold-outside-band", "thresholds next to the zero band, outside", 3, of="three-missing", edit=set_items("threshold", {0: "1.0000000180025096e-35", 1: "-1.0000000180025096e-35"})),
    Case("threshold-largest", "thresholds at the largest numbers: only infinity lies beyond", 3, of="three-missing", edit=set_items("threshold", {0: "1.7976931348623157e+308", 1: "-1.7976931348623157e+308"})),
    Case("threshold-in-band", "thresholds inside the zero band: leaves is refused", 3, of="three-missing", edit=set_items("threshold", {0: "5e-36"}), leaves='feature "Column_0": threshold 5e-36 inside the zero band'),
    Case("threshold-zero", "threshold 0, which LightGBM itself never writes: leaves is refused", 3, of="three-missing", edit=set_items("threshold", {0: "0"}), leaves='feature "Column_0": threshold 0 inside the zero band'),
    Case("missing-types-merged", "continued with other missing types: one feature has two, leaves is refused", 5, 4, dict(num_leaves=8), "all", steps=(dict(zero_as_missing=True), dict(zero_as_missing=False)), leaves="missing types Zero and NaN"),
    Case("missing-types-edited", "one feature with two missing types in one tree: leaves is refused", 6, of="missing-none-6", edit=set_items("decision_type", {0: "4", 1: "8", 2: "6", 3: "10"}), leaves="missing types"),
    Case("baseline-shape", "200 trees of depth 5 on 9 features, as the system this one replaces; the benchmark's model", 9, 200, dict(num_leaves=31, max_depth=5, learning_rate=0.1, min_data_in_leaf=20), "some", extra=1000),
]
CASES.insert(-2, Case("missing-none-6", "missing type None, trees of 6 leaves on 2 features", 6, 6, dict(num_leaves=6)))

for number, case in enumerate(CASES):
    case.seed = 1000 + 17 * number
