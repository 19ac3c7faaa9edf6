// Package synth makes simulated patients with the outcome that came of them.
//
// No number that it makes says anything about real people: it exists so that
// the whole path from data to model card can be run, repeated and checked where
// no trial's data may be shared. [Recipes] lists what it offers:
//
//   - v3_causal is the data recipe of the service that Retain replaces, draw for
//     draw as NumPy's legacy generator makes it.
//   - v4_landmark follows each patient through a trial, day by day, and looks
//     once, on a landmark day, at those still in it.
//
// README.md in this folder says what v4_landmark assumes, where each number
// comes from, and what it cannot show; the numbers themselves, each with its
// reason, stand in v4_parameters.go.
//
// The same recipe, number of patients and seed give the same bytes on every
// platform: the random generators are this package's own (subpackage legacy,
// [stream]), so are the exponential and the logarithm (subpackage elementary),
// and products stand in explicit conversions, because a processor that fuses a
// multiplication with an addition would give other bits.
package synth
