// Package evaluate compares predicted probabilities with what happened: how
// well they rank patients, how near they come to the observed rates, and what
// acting on them at a threshold would have led to.
//
// It answers for the rows it is given and for no others: it knows nothing of
// time, of how the rows were chosen, or of whether a contact would have kept a
// patient. A row is one patient who left (outcome true, "event") or stayed.
//
// # Definitions
//
// AUC, average precision, Brier score and log loss are those of scikit-learn
// (1.9.1; roc_auc_score, average_precision_score, brier_score_loss, log_loss),
// ties included. Calibration slope and intercept are those of E. W. Steyerberg,
// Clinical Prediction Models, 2nd edition 2019, section 15.3. Net benefit is
// that of A. J. Vickers and E. B. Elkin, "Decision curve analysis", Medical
// Decision Making 26, 2006. Each function states its own rule for ties and for
// cases in which the figure does not exist.
//
// A figure that does not exist is nil, never 0 or NaN.
//
// # Intervals
//
// Every figure has a 95 % percentile bootstrap interval (B. Efron and R. J.
// Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3): [Draws]
// times as many rows as there are, drawn with replacement, rows being
// independent of one another; the limits are the 2.5th and 97.5th percentile of
// the figure over the draws, interpolated as NumPy does by default. All figures
// of a report see the same draws, which a fixed seed determines.
//
// A draw in which a figure does not exist (no event among the rows drawn, say)
// is left out for that figure. If more than one draw in twenty is, the figure
// has no interval: an interval that leaves out one in twenty draws on purpose
// cannot lose more than that by accident.
//
// The interval shows the play of chance among such rows. It says nothing of the
// model having been fitted to them, and it corrects no bias: the calibration
// error of a resample is on average larger than that of the rows, so its
// interval lies high and can begin above the value (see [Sample.ChanceECE]). A
// share of exactly 0 or 1 is the same in every draw: its interval has no width,
// and yet the share is not certain.
//
// # Reproducibility
//
// The order of the rows changes nothing, not the last bit: rows are sorted and
// equal probabilities are pooled first. AUC, average precision, Brier score and
// what is counted at a threshold have the same bits everywhere; figures that
// need a logarithm or an exponential may differ in the last bits from one kind
// of processor to another, as math.Log and math.Exp do. Products stand in
// explicit conversions, so that no processor fuses them with an addition.
package evaluate
