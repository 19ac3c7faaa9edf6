package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"retain/core/evaluate"
	"retain/core/words"
)

// writeText prints the report for people. Errors of writing are the buffer's,
// which keeps the first one.
func (e *evaluation) writeText(w io.Writer) error {
	e.writeHead(w)
	if e.report.N == 0 {
		fmt.Fprintln(w, "\nNo row was accepted, so there are no figures.")
		if e.refused > 0 {
			fmt.Fprintln(w, "Where cells are blank, -assume FIELD=ANSWER gives an answer for them.")
		}
		return nil
	}
	e.writeFigures(w)
	e.writeNotes(w)
	e.writeDecisions(w)
	e.writeComparison(w)
	fmt.Fprint(w, `
What this does not show: how the model does on other patients, whether a contact
keeps anyone, or why patients left. The intervals cover chance among such
patients, not how they were chosen or how their labels were made. The figures
support a decision about the model; they do not make it.
`)
	return nil
}

func (e *evaluation) writeHead(w io.Writer) {
	r := e.report
	fmt.Fprintf(w, "%s (%s) on %s\n", e.model.Version, e.model.Stage, printable(e.file))
	lines := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(lines, "  %s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	line("patients", "%d accepted, %d refused", r.N, e.refused)
	if r.N > 0 {
		line("events", "%d of the %d left (%s %%)", r.Events, r.N, words.Share(math.Round(1000*e.rate())/1000))
	}
	line("label", "left %s", e.labelWords())
	line("model's risk", "leaving %s", words.Horizon(e.model.HorizonDays))
	for i, a := range e.assumed {
		line("assumption", "%s in %s that %s blank", a, words.Count(e.filled[i], "cell"), wasWere(e.filled[i]))
	}
	if len(e.assumed) == 0 {
		line("assumption", "none")
	}
	lines.Flush()
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func (e *evaluation) rate() float64 { return float64(e.report.Events) / float64(e.report.N) }

// labelWords say by when the label counts.
func (e *evaluation) labelWords() string {
	switch {
	case !e.horizon.stated:
		return "by a day that is not stated (-label-horizon)"
	case e.horizon.days == 0:
		return "at any time until the end of the trial"
	}
	return words.Horizon(e.horizon.days)
}

// writeFigures prints the figures of the whole sample, each beside what it
// would be without skill, or if the probabilities were right.
func (e *evaluation) writeFigures(w io.Writer) {
	r, rate := e.report, e.rate()
	mark := ""
	if !e.comparable() {
		mark = "not comparable; "
	}
	fmt.Fprintln(w)
	rows := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(rows, "  figure\tvalue\t95 % interval\tto compare")
	for _, x := range []struct {
		name    string
		figure  evaluate.Figure
		compare string
	}{
		{"AUC", r.AUC, "0.5 without skill"},
		{"average precision", r.AveragePrecision, three(rate) + " without skill"},
		{"Brier score", r.Brier, three(rate*(1-rate)) + " for the rate alone"},
		{"log loss", r.LogLoss, three(entropy(rate)) + " for the rate alone"},
		{"calibration slope", r.CalibrationSlope, mark + "1 if right"},
		{"calibration intercept", r.CalibrationIntercept, mark + "0 if right"},
		{"calibration error", r.ECE, mark + "about " + three(*e.sample.ChanceECE()) + " by chance if right"},
	} {
		fmt.Fprintf(rows, "  %s\t%s\t%s\t%s\n", x.name, value(x.figure), interval(x.figure), x.compare)
	}
	rows.Flush()
}

// entropy is the log loss of giving everyone the rate.
func entropy(rate float64) float64 {
	if rate == 0 || rate == 1 {
		return 0
	}
	return -float64(rate*math.Log(rate)) - float64((1-rate)*math.Log1p(-rate))
}

// writeNotes says what the table above leaves out or must not be read from it.
func (e *evaluation) writeNotes(w io.Writer) {
	r := e.report
	var notes []string
	if !e.comparable() {
		notes = append(notes, "Calibration is not comparable: "+e.incomparable()+
			". Brier score and log loss are partly calibration; AUC and average precision are not.")
	}
	switch {
	case r.Events == 0:
		notes = append(notes, "No one left: figures that need someone who did are not defined.")
	case r.Events == r.N:
		notes = append(notes, "Everyone left: figures that need someone who did not are not defined.")
	case r.CalibrationSlope.Value == nil:
		notes = append(notes, "The calibration slope is not defined: all probabilities are equal, or one value of them parts those who left from those who stayed.")
	}
	missing, flat := e.intervals()
	if missing {
		notes = append(notes, "A figure without an interval did not exist in more than one in twenty draws: there are too few patients, or too few of one outcome.")
	}
	if flat {
		notes = append(notes, "An interval without width means that all draws agreed, not that the figure is certain.")
	}
	if e.repeated > 0 {
		notes = append(notes, fmt.Sprintf("%d rows share their patient_id with another row: the intervals take rows for independent and are then too narrow.", e.repeated))
	}
	for _, n := range notes {
		fmt.Fprintf(w, "\n%s\n", wrapped(n))
	}
}

// incomparable says why label and risk are not of the same time.
func (e *evaluation) incomparable() string {
	model := e.model.Version + "'s risk is of leaving " + words.Horizon(e.model.HorizonDays)
	switch {
	case e.model.HorizonDays == 0:
		return e.model.Version + " has no horizon; its risk is of leaving " + words.Horizon(0)
	case !e.horizon.stated:
		return "by when the label counts is not stated; " + model
	}
	return "the label is of leaving " + e.labelWords() + "; " + model
}

// intervals reports whether a figure has a value and no interval, and whether
// one has an interval without width.
func (e *evaluation) intervals() (missing, flat bool) {
	r := e.report
	all := []evaluate.Figure{r.AUC, r.AveragePrecision, r.Brier, r.LogLoss, r.CalibrationSlope, r.CalibrationIntercept, r.ECE}
	for _, at := range r.At {
		all = append(all, at.Model.Recall, at.Model.Precision, at.Model.F1, at.Model.NetBenefit)
	}
	for _, f := range all {
		missing = missing || f.Value != nil && f.Low == nil
		flat = flat || f.Low != nil && *f.Low == *f.High
	}
	return missing, flat
}

func (e *evaluation) writeDecisions(w io.Writer) {
	fmt.Fprint(w, "\nContacting those whose probability is at or above a threshold (95 % interval)\n")
	rows := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(rows, "  threshold\tcontacted\trecall\tprecision\tF1")
	for _, at := range e.report.At {
		d := at.Model
		fmt.Fprintf(rows, "  %s\t%d of %d\t%s\t%s\t%s\n", e.threshold(at), d.Flagged, e.report.N,
			d.Recall.Text(3), d.Precision.Text(3), d.F1.Text(3))
	}
	rows.Flush()
	fmt.Fprintln(w, "  * the threshold predictions are made at")
}

// threshold marks the policy's own.
func (e *evaluation) threshold(at evaluate.At) string {
	if at.Threshold == e.policy.Threshold {
		return shortest(at.Threshold) + " *"
	}
	return shortest(at.Threshold)
}

// writeComparison sets the model against contacting everyone and no one.
func (e *evaluation) writeComparison(w io.Writer) {
	fmt.Fprint(w, "\nAgainst contacting everyone and contacting no one\n")
	rows := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(rows, "  threshold\tnet benefit\teveryone\tno one\tcost\teveryone\tno one")
	for _, at := range e.report.At {
		fmt.Fprintf(rows, "  %s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.threshold(at),
			at.Model.NetBenefit.Text(3), value(at.Everyone.NetBenefit), value(at.Nobody.NetBenefit),
			bothDollars(at.Model.Cost), dollars(*at.Everyone.Cost.Value), dollars(*at.Nobody.Cost.Value))
	}
	rows.Flush()
	fmt.Fprintf(w, "  Costs: %s a contact, %s a dropout who is not contacted; a contact is taken to\n"+
		"  keep everyone who would have left (effectiveness 100 %%).\n",
		dollars(evaluateCosts.Intervention), dollars(evaluateCosts.Missed))
}

func value(f evaluate.Figure) string { return evaluate.Figure{Value: f.Value}.Text(3) }

func interval(f evaluate.Figure) string {
	if f.Low == nil {
		return "none"
	}
	return three(*f.Low) + " to " + three(*f.High)
}

func bothDollars(f evaluate.Figure) string {
	if f.Low == nil {
		return dollars(*f.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", dollars(*f.Value), dollars(*f.Low), dollars(*f.High))
}

// three writes a number with three decimals.
func three(x float64) string { return evaluate.Figure{Value: &x}.Text(3) }

// dollars writes whole dollars with commas.
func dollars(x float64) string {
	s := strconv.FormatFloat(x, 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return "$" + s
}

// lineWidth is how long a line of a note may be, in characters.
const lineWidth = 80

// wrapped breaks a note into lines.
func wrapped(s string) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(s) {
		switch n := len([]rune(word)); {
		case column == 0:
			column = n
		case column+1+n > lineWidth:
			b.WriteByte('\n')
			column = n
		default:
			b.WriteByte(' ')
			column += 1 + n
		}
		b.WriteString(word)
	}
	return b.String()
}
