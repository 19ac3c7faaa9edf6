// Command retain scores patients on the command line, says what the registered
// models are, and serves the built site. "retain help" lists what it can do.
//
// It exits with 0 when all went well, with 1 when the data had errors (each on
// stderr as "file:line: field: reason") or a model was refused, and with 2 when
// it could not do what it was asked: wrong usage, an unusable configuration, a
// file that cannot be opened or written.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	p := program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		env: os.LookupEnv, now: time.Now, site: builtSite(),
		interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		},
	}
	os.Exit(p.run(context.Background(), os.Args[1:]))
}
