//go:build ignore

// Make builds the site: go run web/site/make.go -version 1.0.0 -wasm … -out dist.
// It is run by the Makefile and only reads flags; the work is in package site.
package main

import (
	"flag"
	"fmt"
	"os"

	"retain/web/site"
)

func main() {
	opts := site.Options{Routes: []site.Route{
		{Path: "", Title: "Patient"},
		{Path: "model", Title: "Model"},
		{Path: "api", Title: "API"},
		{Path: "help", Title: "Help"},
	}}
	flag.StringVar(&opts.Version, "version", "", "version of the app, without its hash")
	flag.StringVar(&opts.Wasm, "wasm", "", "the compiled program")
	flag.StringVar(&opts.WasmExec, "wasm-exec", "wasm_exec.js", "the toolchain's support script")
	flag.StringVar(&opts.Models, "models", "models/registry", "folder of the model registry")
	flag.StringVar(&opts.Out, "out", "dist", "folder to write")
	flag.StringVar(&opts.Cache, "cache", ".cache/site", "folder for compressed files of earlier builds")
	config := flag.String("config", "", "a config.json to start from; without one it has the defaults")
	flag.Parse()
	if *config != "" {
		var err error
		if opts.Config, err = os.ReadFile(*config); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	version, err := site.Build(opts)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("built", opts.Out, version)
}
