package main

import (
	"context"
	"fmt"

	"retain/models/registry"
)

var selfTestCommand = command{
	name: "self-test", synopsis: "[-model VERSION]",
	summary: "check the registered models against LightGBM's own scores",
	help: `Opens every version, or the one that -model or the configuration asks for:
hashes, features and thresholds must fit, and two evaluators that share no code
must give each reference patient the raw score of LightGBM, bit for bit.`,
	flags: modelFlag,
	run:   func(p *program, _ context.Context, o options) error { return p.selfTest(o) },
}

func (p *program) selfTest(o options) error {
	c, err := p.config(o)
	if err != nil {
		return err
	}
	entries, err := chosen(c)
	if err != nil {
		return err
	}
	for _, e := range entries {
		opened, wrong := registry.Open(e.Version, e.Stage) // includes the test
		if wrong != nil {
			fmt.Fprintf(p.stderr, "retain: %s: refused: %s\n", e.Version, wrong)
			err = errReported
			continue
		}
		if _, writing := fmt.Fprintf(p.stdout, "%s: %s\n", e.Version, exact(opened.References())); writing != nil {
			return writing
		}
	}
	return err
}

// exact words a passed self-test of n patients.
func exact(n int) string {
	return fmt.Sprintf("%d of %d reference patients exact, with 2 evaluators", n, n)
}
