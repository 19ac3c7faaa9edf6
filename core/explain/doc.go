// Package explain tells how much each feature of a row moved a model's raw
// score away from the model's mean: exact path-dependent TreeSHAP, in log-odds,
// equal to LightGBM's predict(pred_contrib=True) within [Tolerance].
//
// [New] prepares a model once; [Explainer.Contributions] then explains rows. A
// row's contributions, one per feature, and the base add up to its raw score.
// [Points] restates them in percentage points of risk. They describe the model
// and not the patient: what moved the score need not cause the outcome.
//
// # What is computed
//
// The value of a set S of features is the mean of the tree's output over the
// training rows that reach each leaf, where splits on features of S follow the
// row, and all other splits send it both ways, in the shares of the training
// rows that went there. A contribution is the Shapley value of that game, added
// over the trees. Source: Lundberg, Erion, Lee, Consistent Individualized
// Feature Attribution for Tree Ensembles, arXiv 1802.03888, sections 3 and 4;
// Lundberg et al., From local explanations to global understanding with
// explainable AI for trees, Nature Machine Intelligence 2 (2020), Algorithm 2.
//
// As LightGBM does (Tree::PredictContrib and Tree::ExpectedValue in its
// src/io/tree.cpp and include/LightGBM/tree.h), shares come from leaf_count and
// internal_count, whole numbers of training rows, and the base is the sum of
// the trees' means in tree order; a tree of one leaf adds its value to the base
// and needs no counts. Which side of a split a value takes is package lgbm's
// rule, zero band and missing types included.
//
// # How
//
// One leaf with value v, reached through conditions on d different features,
// adds to the contribution of feature j
//
//	v · (o_j - z_j) · ∫ Π_{k≠j} (o_k·t + z_k·(1-t)) dt, for t from 0 to 1,
//
// where o_k is 1 if the row meets all conditions on k, else 0, and z_k is the
// product of the shares of the training rows that went this way at the splits
// on k. (The Shapley weight of a set of s features out of the d-1 others is the
// integral of t^s·(1-t)^(d-1-s).) The integrand is a polynomial of degree d-1,
// so the Gauss-Legendre rule of ⌈d/2⌉ points is exact. Its terms have one sign:
// unlike the unwinding of the paper's algorithm, nothing cancels, however deep
// the tree is.
//
// For a leaf the result depends only on the d bits o_k, so it is worked out
// once for every pattern of them (the idea of Yang, Fast TreeSHAP, arXiv
// 2109.09847, version 2). Here a table serves a whole small subtree, its own
// splits being further bits, which spares most look-ups. A row costs one
// comparison per different split of the model, and per table one look-up and
// one addition per feature. Tables take at most [MaxTableBytes]; a leaf whose
// table would be too large is worked out by the formula for each row.
//
// # What is refused
//
// A model can score and yet not be explainable: without counts, with a count of
// 0 or counts that do not add up (each is a divisor, or breaks the sum), with
// trees or paths beyond the bounds that keep time and memory small, or with
// leaf values so large that their sum is not finite.
package explain
