// Package lgbm reads LightGBM text models and scores rows with them, bit for
// bit as LightGBM does. It is a reader, not a trainer.
//
// [Parse] checks a file completely before anything can be scored: a [Model]
// that exists can not fail, loop or panic on any row of the right length.
// Two engines then score behind one interface, [Scorer]: the model itself (an
// evaluator over our own reading of the file) and [Leaves] (the leaves module,
// given the same bytes). They share no scoring code, so [SelfTest] can hold
// them against each other and against LightGBM's own scores.
//
// # What is read
//
// Versions v2, v3 and v4 of the text format, objective binary, numerical
// splits, all three missing types, trees of one leaf or more. Refused by name,
// with an error that wraps [ErrUnsupported]: other versions, linear trees,
// categorical splits and columns, random forest averaging, several classes,
// other objectives, custom parsers, and a model without trees.
//
// Lines end in LF. Every key must be known and appear once; tree_sizes must
// agree with the text to the byte, because LightGBM itself jumps by it; every
// index is in range; every node and leaf is reached from the root exactly
// once; every number is finite, except that a threshold may be inf, as LightGBM
// writes it for a split of the missing values from all others. Memory is
// bounded by a multiple of the length of the file.
//
// # How a row is scored
//
// The raw score is the sum of one leaf value per tree, added in tree order
// from 0, in log-odds of the label when the sigmoid is 1. There are no
// products, so the result has the same bits on every processor.
//
// LightGBM's dense prediction first sets every value with |x| <= ZeroBand to
// 0, for every feature and every missing type (RowPairFunctionFromDenseMatric
// in its src/c_api.cpp; its sparse prediction does not). Then a split sends a
// value left or right as NumericalDecision does (its include/LightGBM/tree.h):
//
//   - NaN counts as 0, unless the split's missing type is NaN;
//   - a missing value (0 for type Zero, NaN for type NaN) takes the default
//     side;
//   - any other value goes left if it is <= the threshold, else right.
//
// Infinities are ordinary values, as they are to LightGBM.
//
// The golden files of paritydata hold these rules to LightGBM 4.7.0.
package lgbm
