package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"

	"retain/core/config"
	"retain/models/registry"
	"retain/web/server"
)

// loopback is where the site is served unless -addr says otherwise: to this
// machine alone.
const loopback = "127.0.0.1"

var serveCommand = command{
	name: "serve", synopsis: "[-addr HOST:PORT] [-model VERSION]",
	summary: "serve the site until it is stopped",
	help: `Without -addr it listens on 127.0.0.1 and the port in API_PORT (8000). It hands
out files and takes in nothing: patients are assessed in the browser. An address
that is taken counts as wrong usage (exit code 2), as any setting does that
cannot be used.`,
	flags: func(set *flag.FlagSet, o *options) {
		set.StringVar(&o.addr, "addr", "", "`HOST:PORT` to listen on; a port of 0 takes a free one")
		modelFlag(set, o)
	},
	run: func(p *program, ctx context.Context, o options) error { return p.serve(ctx, o) },
}

func (p *program) serve(ctx context.Context, o options) error {
	c, err := p.config(o)
	if err != nil {
		return err
	}
	addr, err := address(o.addr, c)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: logLevel(c)}))
	health, err := p.health(c, log)
	if err != nil {
		return err
	}
	handler, err := server.New(p.site, server.Options{
		Health: func() server.Health { return health },
		Config: c.AppendSite(nil, p.appVersion()),
		Log:    log,
	})
	if errors.Is(err, server.ErrNotBuilt) {
		return errors.New("this binary was compiled without the site; run `make build` and use bin/retain")
	}
	if err != nil {
		return err
	}
	ctx, stop := p.interrupt(ctx)
	defer stop()
	err = server.Run(ctx, addr, handler, log)
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "listen" {
		return &settingError{fmt.Sprintf("cannot listen on %s: %s; another address: -addr or API_PORT", addr, op.Err)}
	}
	return err
}

// health verifies the model that the site will use. A model that is refused
// does not keep the site from being served: the page checks it again, refuses
// to predict and says why, and /health tells whoever watches the server.
func (p *program) health(c config.Config, log *slog.Logger) (server.Health, error) {
	e, err := choose(c)
	if err != nil {
		return server.Health{}, err
	}
	health := server.Health{ModelLoaded: true, ModelVersion: e.Version, AppVersion: p.appVersion()}
	if _, err := registry.Open(e.Version, e.Stage); err != nil {
		log.Error("the model is refused; the page will not predict", "error", err)
		health.ModelLoaded = false
	}
	return health, nil
}

// address is where to listen: what -addr says, else the default with the port
// of the configuration.
func address(flag string, c config.Config) (string, error) {
	if flag == "" {
		return net.JoinHostPort(loopback, c.Text(config.APIPort)), nil
	}
	if _, _, err := net.SplitHostPort(flag); err != nil {
		return "", &settingError{fmt.Sprintf("-addr: %s; allowed: HOST:PORT, such as 127.0.0.1:8000", err)}
	}
	return flag, nil
}

// logLevel translates the baseline's level names; slog has none above ERROR.
func logLevel(c config.Config) slog.Level {
	return map[string]slog.Level{
		"DEBUG": slog.LevelDebug, "INFO": slog.LevelInfo, "WARNING": slog.LevelWarn,
		"ERROR": slog.LevelError, "CRITICAL": slog.LevelError + 4,
	}[c.Text(config.LogLevel)]
}
