# Two targets do everything: "make run" and "make test". "make help" lists all.
export GOTOOLCHAIN := go1.26.8
export GOFLAGS := -mod=readonly
export CGO_ENABLED := 0
SHELL := /bin/bash
.DEFAULT_GOAL := help

WASM_FLAGS := -trimpath -buildvcs=false -ldflags "-s -w"
BIN_FLAGS := -trimpath -buildvcs=false -ldflags "-s -w"
VERSION := $(shell sed -n 's/^const Version = "\(.*\)"/\1/p' core/config/config.go)
WASM_TEST_PACKAGES := ./core/... ./models/... ./app/session/... ./app/state/... ./app/view/... ./app/port/...

# help lists the targets.
help:
	@grep -B1 -E '^[a-z0-9-]+:' Makefile | grep -E '^# ' | sed 's/^# /  make /'

# run builds everything and serves it on http://127.0.0.1:8000.
run: build
	bin/retain serve

# build writes dist/, the static site, and bin/retain, the one binary.
build:
	@mkdir -p bin
	go run app/clientonly/prepare.go
	GOOS=js GOARCH=wasm go build -modfile=.cache/client/go.mod $(WASM_FLAGS) -o bin/retain.wasm ./app/main
	go run web/site/make.go -version $(VERSION) -wasm bin/retain.wasm -out dist
	@find web/retain/site -mindepth 1 -not -name README -not -name .gitignore -delete
	@cp -R dist/. web/retain/site/
	go build $(BIN_FLAGS) -o bin/retain ./web/retain

# test runs every test: natively, in Chromium, and end to end on the built site.
test: build
	@test -z "$$(gofmt -l app core models web)" || { echo "not gofmt-ed: $$(gofmt -l app core models web)"; exit 1; }
	go vet ./... && GOOS=js GOARCH=wasm go vet ./app/...
	go test ./...
	@chrome=$$(.ci/tools) && $(MAKE) --no-print-directory test-browser test-e2e CHROME="$$chrome"

# test-browser runs the tests of core, models and app in Chromium.
test-browser:
	env -i PATH="$(CURDIR)/.cache/tools/browser:$$PATH" HOME="$$HOME" GOOS=js GOARCH=wasm GOFLAGS=-mod=readonly GOTOOLCHAIN=$(GOTOOLCHAIN) \
		go test -exec "$(CURDIR)/.cache/tools/wasmbrowsertest" $(WASM_TEST_PACKAGES)

# test-e2e clicks through the built site in Chromium.
test-e2e:
	CHROME="$(CHROME)" go test -count=1 -timeout 45m -tags e2e ./web/e2e

# bench prints speeds, sizes and start times as one table.
bench: build
	@chrome=$$(.ci/tools) && CHROME="$$chrome" go run -tags e2e ./web/e2e/bench

# train makes the registry from data to card (Python 3.11 or newer); DATA=my.csv trains on one's own table.
train: pipeline
	@models/train/setup .venv
	$(if $(DATA),models/train/own "$(DATA)",models/train/with dvc repro models/train/dvc.yaml)

# train-check trains again in a copy of the tree, and compares every byte.
train-check:
	@models/train/check

# experiments makes the tables of models/experiments again (half an hour); "make train" comes first.
experiments: pipeline
	for name in tuning ablation learning_curve stability; do models/train/with python models/experiments/$$name.py || exit 1; done

CURVE := .cache/train/curve/v4_landmark-1000000.txt

# figures measures the targets for calibration, uncertainty and discrimination on fresh patients.
figures: pipeline $(CURVE)
	.cache/train/pipeline figures -curve $(dir $(CURVE))

# The models of the learning curve, five minutes; the last that is written stands for all.
$(CURVE): models/experiments/learning_curve.py models/train/engines.py models/train/params.yaml | pipeline
	@models/train/setup .venv
	models/train/with python models/experiments/learning_curve.py

# mlflow shows all runs and registered models on http://127.0.0.1:5000.
mlflow:
	models/train/with mlflow ui --backend-store-uri "$${MLFLOW_TRACKING_URI:-sqlite:///models/train/tracking/mlflow.db}"

# promote moves a version to a stage: make promote VERSION=v4_landmark STAGE=production WHY="..."
promote:
	@models/train/with python models/train/promote.py "$(VERSION)" "$(STAGE)" "$(WHY)"

# pipeline builds the Go side of training.
pipeline:
	@mkdir -p .cache/train
	go build $(BIN_FLAGS) -o .cache/train/pipeline ./models/pipeline

FUZZTIME ?= 1m

# fuzz runs every fuzz target for a minute (FUZZTIME=5m for longer).
fuzz:
	@go list -f '{{.Dir}} {{.ImportPath}}' ./... | while read -r dir pkg; do \
		grep -ho '^func Fuzz[A-Za-z0-9]*' "$$dir"/*_test.go 2>/dev/null | sed 's/func //' | while read -r target; do \
			echo "$$pkg $$target"; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$pkg" || exit 1; \
		done || exit 1; done

# clean removes everything that was built.
clean:
	rm -rf dist bin .cache .venv .dvc/cache .dvc/tmp models/train/data web/e2e/node_modules
	find web/retain/site -mindepth 1 -not -name README -not -name .gitignore -delete

.PHONY: help run build test test-browser test-e2e bench train train-check experiments figures mlflow promote pipeline fuzz clean
