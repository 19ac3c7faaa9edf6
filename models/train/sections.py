"""sections.py: what only the Python side knows, as sections of the model cards.

Writes fit/sections.json of both versions from the tables of the experiments, the
baseline's figures, and the scores on the holdout rows, and stops if the stage in
params.yaml goes against the rule for the engine.
"""

import json
import sys

from sklearn.metrics import roc_auc_score

from common import HERE, folder, read, version_parameters
from delong import auc_difference

EXPERIMENTS = HERE.parent / "experiments"
BETTER = 0.005  # of AUC; see README.md, "Rules"
SIMPLEST_FIRST = ["logistic", "lightgbm", "xgboost"]
TITLES = {"lightgbm": "LightGBM", "xgboost": "XGBoost", "logistic": "Logistic regression", "truth": "Noise-free truth",
          "lightgbm, leaking scaler": "LightGBM, scaler fitted on all rows", "noise-free truth": "Noise-free truth"}


def section(name, title, paragraphs, *tables):
    return {"id": name, "title": title, "paragraphs": paragraphs, "tables": list(tables), "plots": []}


def table(caption, columns, rows):
    return {"caption": caption, "columns": columns, "rows": [[str(cell) for cell in row] for row in rows]}


def three(value):
    return f"{value:.3f}"


def change(difference, low, high):
    return f"{difference:+.4f} ({low:+.4f} to {high:+.4f})".replace("-", "−")


def is_better(difference, low, _high):
    return difference >= BETTER and low > 0


def baseline():
    found = json.loads((folder("v3_causal") / "fit" / "baseline.json").read_text(encoding="utf-8"))
    why = {
        "lightgbm, leaking scaler": "comes out only with features standardised by all 1,000 rows, test rows included",
        "xgboost": "comes out as published", "logistic": "comes out as published",
    }
    return section(
        "baseline", "What the replaced service published, and what it is",
        [
            "Every published row comes out from the rebuilt data. The service gave 243 dropouts for its test set; "
            "the set has 200 patients, 105 of them dropouts, and the published counts are its shares times 243.",
            "Its comparison table sets LightGBM at two thresholds (recall 0.8286 at 0.20, F1 0.6615 at 0.25) against the "
            "others at 0.50. At 0.20 logistic regression finds everyone, because it calls nearly everyone.",
            "Its saving of $258,500 per 1,000 patients is the cost at 0.50 ($551,500) minus that at 0.20 ($293,000), for "
            "those 243 dropouts, which stand for about 463 patients; at its default threshold of 0.35 the same sum gives "
            "$151,500, and calling everyone, about $110,000, costs less than any of the three.",
            f"By its recipe {100 * found['below_20']['with_noise']:.0f} % of the patients have a risk below 20 %, and "
            f"{100 * found['below_20']['noise_free']:.0f} % once the noise is taken off that no input shows. A score that is right leaves "
            f"the levels Low and Moderate all but empty; most of those whom this model puts there do not belong there (Risk levels).",
        ],
        table("Published figures, and the same from the rebuilt data",
              ["Model", "Threshold", "Published: recall, precision, F1", "Rebuilt: recall, precision, F1", "What explains it"],
              [[TITLES[r["model"]], f"{r['threshold']:.2f}", ", ".join(v or "not given" for v in r["published"]),
                ", ".join(r["rebuilt"]), why[r["model"]]] for r in found["published"]]),
        table("All engines of the baseline at equal thresholds, on its 200 test patients: recall, precision, F1",
              ["Model", "AUC", "Brier score", *(f"at {a['threshold']:.2f}" for a in found["models"][0]["at"])],
              [[TITLES[m["model"]], three(m["auc"]), three(m["brier"]),
                *(", ".join(three(a[k]) for k in ("recall", "precision", "f1")) for a in m["at"])]
               for m in found["models"]]),
    )


def stability():
    found = read(EXPERIMENTS / "stability.csv")
    ten = found[found["split"] != version_parameters("v3_causal")["seed"]]
    columns = {"auc": "AUC", "brier": "Brier score", "recall_at_0.35": "Recall at 0.35",
               "precision_at_0.35": "Precision at 0.35", "f1_at_0.35": "F1 at 0.35"}
    rows = [
        [TITLES[engine], *(f"{g[c].mean():.3f} ± {g[c].std():.3f} ({g[c].min():.3f} to {g[c].max():.3f})" for c in columns)]
        for engine, g in ten.groupby("engine", sort=False)
    ]
    return section(
        "stability", "Ten other splits of the same 1,000 patients",
        ["With 200 test patients a figure depends on who is among them. The table repeats training and test with ten "
         "splits of their own (seeds 0 to 9)."],
        table("Mean ± standard deviation (lowest to highest) over ten splits", ["Model", *columns.values()], rows),
    )


def learning_curve(recipe):
    found = read(EXPERIMENTS / "learning_curve.csv")
    found = found[found["recipe"] == recipe]
    settings = list(dict.fromkeys(found["setting"]))
    against = {"truth": "the noise-free truth", "reference": "a reference LightGBM fitted on 1,000,000 rows"}[found["compared_with"].iloc[0]]
    enough = found[(found["share"] >= 0.99) & (found["setting"] == "as v4_landmark")]["rows"].min()
    rows = [
        [f"{n:,}", *(next((f"{r.auc:.4f} ({100 * r.share:.1f} %)" for r in g.itertuples() if r.setting == s), "not fitted") for s in settings)]
        for n, g in found.groupby("rows")
    ]
    return section(
        "learning-curve", "How many rows it takes",
        [f"LightGBM fitted on more and more patients of the recipe {recipe}, measured on 200,000 other patients of it and "
         f"compared with {against} (AUC {found['auc_compared'].iloc[0]:.4f}). With the parameters of v4_landmark "
         f"{enough:,.0f} rows are the fewest of the table that reach 99 % of it; they ask for 500 patients in every leaf, which 1,000 "
         f"rows hardly give."],
        table("AUC by rows of training, and its share", ["Rows", *(f"Parameters {s}" if s != "reference" else "Reference" for s in settings)], rows),
    )


def engine_choice():
    """The section, and the engine that the rule takes."""
    scores = read(folder("v4_landmark") / "fit" / "scores.csv").merge(read(folder("v4_landmark") / "patients.csv")[["patient_id", "dropout"]])
    scores = scores[scores["part"] == "holdout"]
    y = scores["dropout"].to_numpy()
    differences = {
        (a, b): auc_difference(y, scores[a].to_numpy(), scores[b].to_numpy())
        for a in SIMPLEST_FIRST for b in SIMPLEST_FIRST if a != b
    }
    winner = next(e for e in SIMPLEST_FIRST if not any(is_better(*differences[other, e]) for other in SIMPLEST_FIRST if other != e))
    words = [f"The rule, written before the comparison: the simplest engine (logistic regression, LightGBM, XGBoost, in this "
             f"order) than which no other has an AUC at least {BETTER} higher on the holdout rows, with a 95 % interval of the "
             f"difference that excludes 0 (paired, DeLong). It takes {TITLES[winner]}."]
    if winner != "lightgbm":
        words.insert(0, f"Another engine than the one registered here is better by the rule: {TITLES[winner]}.")
    return section(
        "engine", "Why this engine", words,
        table(f"AUC on {len(y):,} holdout patients", ["Engine", "AUC", "Minus LightGBM's (95 % interval)"],
              [[TITLES[e], f"{roc_auc_score(y, scores[e]):.4f}",
                "0" if e == "lightgbm" else change(*differences[e, "lightgbm"])] for e in SIMPLEST_FIRST]),
    ), winner


def tuning():
    found = read(EXPERIMENTS / "tuning.csv")
    light = found[found["engine"] == "lightgbm"]
    p = version_parameters("v4_landmark")["engines"]["lightgbm"]
    rows = []
    for leaves, g in light.groupby("num_leaves"):
        for trees in (20, 50, 100, 200, 400):
            at = g[g["trees"] == trees]
            if len(at):
                top = at.loc[at["auc_cv"].idxmax()]
                rows.append([f"{leaves:.0f}", f"{trees}", f"{top['learning_rate']:g}", f"{top['auc_cv']:.4f}", f"{top['kb']:.0f}"])
    return section(
        "tuning", "Size against quality",
        [f"Five-fold cross-validation on the training rows alone, stopped when 50 more trees do not help. The best of the grid "
         f"has a mean AUC of {light['auc_cv'].max():.4f}; the smallest file within 0.001 of it was taken: {p['n_estimators']} trees of at "
         f"most {p['num_leaves']} leaves, learning rate {p['learning_rate']}. XGBoost and logistic regression were tuned on the same folds "
         f"for AUC alone: {found[found['engine'] == 'xgboost']['auc_cv'].max():.4f} and {found[found['engine'] == 'logistic']['auc_cv'].max():.4f}."],
        table("LightGBM: the best cell by leaves and trees", ["Leaves at most", "Trees", "Learning rate", "Mean AUC", "File, KB"], rows),
    )


def ablation():
    found = read(EXPERIMENTS / "ablation.csv")
    raw = found[(found["recipe"] == "v4_landmark") & (found["features"] == "raw")].iloc[0]
    free = found[(found["recipe"] == "v4_landmark") & found["features"].str.startswith("derived, with burden")].iloc[0]
    better = is_better(raw["difference"], raw["low"], raw["high"])
    return section(
        "features", "Derived features against the inputs themselves",
        [f"The rule, written before the comparison: the nine derived features stay unless the inputs themselves do better by an "
         f"AUC of at least {BETTER} on the holdout rows, with a 95 % interval that excludes 0. They do{'' if better else ' not'}.",
         f"The constraints (risk never falls with one more adverse event nor rises with one more completed visit, so that burden "
         f"cannot be used) cost {free['difference']:.4f} of AUC."],
        table("AUC on 50,000 holdout patients of each recipe", ["Recipe", "Features", "AUC", "Minus that of the derived features (95 % interval)"],
              [[r.recipe, r.features, f"{r.auc_holdout:.4f}", "0" if r.features == "derived" else change(r.difference, r.low, r.high)]
               for r in found.itertuples()]),
    )


def write_sections(version, *sections):
    path = folder(version) / "fit" / "sections.json"
    path.write_text(json.dumps({"sections": sections}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    engine, winner = engine_choice()
    if winner != "lightgbm" and version_parameters("v4_landmark")["stage"] == "production":
        sys.exit(f"sections: by the rule for the engine {winner} is better; v4_landmark must not be in production")
    write_sections("v3_causal", baseline(), stability(), learning_curve("v3_causal"))
    write_sections("v4_landmark", engine, ablation(), tuning(), learning_curve("v4_landmark"))


if __name__ == "__main__":
    main()
