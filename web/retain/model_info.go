package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"retain/core/calibrate"
	"retain/core/config"
	"retain/core/evaluate"
	"retain/core/patient"
	"retain/core/uncertainty"
	"retain/core/words"
	"retain/models/manifest"
	"retain/models/registry"
)

var modelInfoCommand = command{
	name: "model info", synopsis: "[-model VERSION]",
	summary: "print what is known of the registered models",
	help:    "Prints every version, or the one that -model or the configuration asks for.",
	flags:   modelFlag,
	run:     func(p *program, _ context.Context, o options) error { return p.modelInfo(o) },
}

func (p *program) modelInfo(o options) error {
	c, err := p.config(o)
	if err != nil {
		return err
	}
	entries, err := chosen(c)
	if err != nil {
		return err
	}
	writing := p.write(stream, func(w io.Writer) error {
		for i, e := range entries {
			if i > 0 {
				fmt.Fprintln(w)
			}
			opened, wrong := registry.Open(e.Version, e.Stage)
			if wrong != nil {
				fmt.Fprintf(w, "%s (%s): refused\n", e.Version, e.Stage)
				fmt.Fprintf(p.stderr, "retain: %s: refused: %s\n", e.Version, wrong)
				err = errReported
				continue
			}
			writeInfo(w, opened, c)
		}
		return nil
	})
	if writing != nil {
		return writing
	}
	return err
}

// writeInfo prints one version. Errors of writing are the buffer's, which keeps
// the first one.
func writeInfo(w io.Writer, o *manifest.Opened, c config.Config) {
	m := o.Manifest
	fmt.Fprintf(w, "%s (%s): %s\n", m.Version, m.Stage, m.Title)
	lines := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(lines, "  %s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	horizon := "none: " + words.Horizon(0)
	if m.HorizonDays != nil {
		horizon = words.Horizon(*m.HorizonDays)
	}
	kind := "not synthetic"
	if m.Data.Synthetic {
		kind = "synthetic"
	}
	line("model file", "SHA-256 %s, %s", m.ModelSHA256, words.Count(len(o.Trees.Trees()), "tree"))
	line("features", "%s: %s", m.FeatureVersion, strings.Join(m.Features, ", "))
	line("horizon", "%s", horizon)
	line("calibrator", "%s", calibrator(m.Calibrator))
	line("data", "%s: %s", kind, m.Data.Description)
	line("", "%s; %d patients, %d dropouts", m.Data.Source, m.Data.Rows, m.Data.Events)
	for _, p := range m.Data.Parts {
		line("", "%s: %d patients, %d dropouts", p.Name, p.Rows, p.Events)
	}
	line("", "SHA-256 %s, split %s", m.Data.SHA256, m.Data.SplitSHA256)
	line("training ranges", "%s", ranges(m.TrainingRanges))
	line("compared with", "%s", comparators(m))
	line("interval", "%s", intervals(m))
	line("separation", "%s", separation(m))
	line("thresholds", "%s", thresholds(c))
	line("libraries", "%s; seed %d", strings.Join(m.LibraryList(), ", "), m.Seed)
	line("card", "SHA-256 %s", m.CardSHA256)
	line("self-test", "%s", exact(o.References()))
	lines.Flush()
	writeTest(w, m.Test)
	writePoints(w, m, c)
}

// calibrator words a calibrator with its parameters.
func calibrator(s calibrate.Spec) string {
	switch {
	case s.Method == "logistic" && s.Slope == nil:
		return "logistic: the raw score as it is"
	case s.Method == "logistic":
		return fmt.Sprintf("logistic: intercept %s, slope %s", shortest(*s.Intercept), shortest(*s.Slope))
	case s.Method == "beta":
		return fmt.Sprintf("beta: a %s, b %s, c %s", shortest(*s.A), shortest(*s.B), shortest(*s.C))
	}
	var points []string
	for i, x := range s.Knots {
		points = append(points, shortest(x)+" to "+shortest(s.LogOdds[i]))
	}
	return s.Method + ": raw score to log-odds " + strings.Join(points, ", ")
}

// comparators says what a risk is shown beside.
func comparators(m manifest.Manifest) string {
	if m.Rates == nil {
		return "nothing: no rates were kept"
	}
	return fmt.Sprintf("%d of %d training patients who left, and those of the same phase and arm", m.Rates.All.Events, m.Rates.All.N)
}

// intervals says what the interval beside a risk rests on.
func intervals(m manifest.Manifest) string {
	if m.VennAbers == nil {
		return "none: no calibration patients were kept"
	}
	return fmt.Sprintf("Venn-Abers, from %d calibration patients, %d of whom left", m.VennAbers.Cases(), m.VennAbers.Events())
}

// separation says what happened to those with each label.
func separation(m manifest.Manifest) string {
	if m.Separation == nil {
		return "none: no calibration patients were kept"
	}
	var parts []string
	for _, label := range uncertainty.Labels {
		g := m.Separation.Observed(label)
		parts = append(parts, fmt.Sprintf("%s %d of %d left", label, g.Events, g.N))
	}
	return fmt.Sprintf("conformal at %d %%: %s", uncertainty.LevelPercent, strings.Join(parts, ", "))
}

// writeTest prints the figures on the test part.
func writeTest(w io.Writer, t manifest.Test) {
	rows := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(rows, "  on the test part\tvalue (95 % interval)")
	for _, x := range []struct {
		name   string
		figure evaluate.Figure
	}{
		{"AUC", t.AUC}, {"average precision", t.AveragePrecision}, {"Brier score", t.Brier}, {"log loss", t.LogLoss},
		{"calibration slope", t.CalibrationSlope}, {"calibration intercept", t.CalibrationIntercept}, {"calibration error", t.ECE},
	} {
		fmt.Fprintf(rows, "  %s\t%s\n", x.name, x.figure.Text(3))
	}
	rows.Flush()
}

// writePoints prints the test figures at each threshold, and which threshold
// predictions are made at.
func writePoints(w io.Writer, m manifest.Manifest, c config.Config) {
	rows := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(rows, "  threshold\trecall\tprecision\tF1")
	for _, at := range m.Test.At {
		note := ""
		if at.Threshold == c.Number(config.DecisionThreshold) {
			note = "\tdecision threshold"
		}
		fmt.Fprintf(rows, "  %s\t%s\t%s\t%s%s\n",
			shortest(at.Threshold), at.Recall.Text(3), at.Precision.Text(3), at.F1.Text(3), note)
	}
	rows.Flush()
}

// thresholds lists those in force, with their sources.
func thresholds(c config.Config) string {
	var parts []string
	for _, t := range []struct{ what, setting string }{
		{"prediction 1", config.DecisionThreshold}, {"Moderate", config.RiskModerate},
		{"High", config.RiskHigh}, {"Critical", config.RiskCritical},
	} {
		parts = append(parts, fmt.Sprintf("%s from %s (%s)", t.what, c.Text(t.setting), c.Value(t.setting).Source))
	}
	return strings.Join(parts, ", ")
}

// ranges lists the values seen in training, in the order of the contract.
func ranges(known map[string][2]int) string {
	var parts []string
	for _, f := range patient.Fields {
		if r, ok := known[f.Name]; ok {
			parts = append(parts, fmt.Sprintf("%s %d to %d", f.Name, r[0], r[1]))
		}
	}
	return strings.Join(parts, ", ")
}

// shortest writes the shortest text that reads back as the same float64.
func shortest(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
