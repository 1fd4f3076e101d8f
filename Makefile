# Every task of this repository. `make` or `make help` lists them.
# Nothing asks a question; what a task needs and the machine lacks is installed by scripts/need,
# which says why.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PATH := $(CURDIR)/.tools/bin:$(PATH):/usr/local/go/bin
GOLANGCI := .tools/bin/golangci-lint
# Packages that keep golden files, by the flag that rewrites them.
GOLDEN = $(shell grep -rlE 'flag\.Bool\("update"' --include=*_test.go . | xargs -r -n1 dirname | sort -u)
SCENARIOS = $(shell grep -rl 'cockroachdb/datadriven"' --include=*_test.go . | xargs -r -n1 dirname | sort -u)
PAGES := $(shell find ui/src ui/public ui/index.html ui/vite.config.ts ui/package-lock.json -type f 2>/dev/null)

help: ## show this list
	@awk 'BEGIN{FS=":.*## "} /^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

build: ui/dist/index.html ## install what the build needs, leave bin/ohmstead with the pages inside
	@scripts/need go certificates
	@CGO_ENABLED=0 go build -trimpath -o bin/ohmstead ./cmd/ohmstead

run: build ## build, then run everything on this machine: database, bus, simulated site, edge, backend, pages
	@scripts/need postgres
	@exec bin/ohmstead up

test: ## install what is missing, then run all tests: Go (with race detector), peers, pages, fuzz 5s, browser
	@scripts/test

check: format lint tidy vet race fresh ## all a contributor must know: format, lint, rules, vet, tests, generated files up to date

race: ## Go tests with the race detector
	@scripts/need curl go gcc postgres
	@go test -race -timeout 20m ./...

lint: $(GOLANGCI) ui/node_modules/.package-lock.json ## golangci-lint over Go, oxlint and the type checker over the pages, bash -n over scripts
	@$(GOLANGCI) run ./...
	@cd ui && npm run --silent check
	@for f in scripts/* .ci/run; do bash -n "$$f"; done
	@! command -v shellcheck >/dev/null || shellcheck -S warning scripts/* .ci/run

format: $(GOLANGCI) ## fail when a Go file is not formatted; `make format FIX=1` formats
	@$(if $(FIX),$(GOLANGCI) fmt ./...,$(GOLANGCI) fmt --diff ./...)

tidy: ## this repository's own rules: the map, imports, sizes, names
	@go test -count=1 ./internal/tidy

vet: ## go vet
	@go vet ./...

golden: ## rewrite golden files and scenario outputs; read the diff before you commit it
	@$(if $(GOLDEN),go test $(GOLDEN) -update,)
	@$(if $(SCENARIOS),go test $(SCENARIOS) -rewrite,)
	@git --no-pager diff --stat

generate: ui/node_modules/.package-lock.json ## regenerate everything generated: tables, documents, the pages' API client
	@go run ./internal/gen
	@cd ui && npm run --silent generate

fresh: ## fail when generated files are not what the code generates
	@state() { git status --porcelain; git diff | sha256sum; }; \
	before=$$(state); $(MAKE) generate; \
	[ "$$before" = "$$(state)" ] || { echo "generated files were out of date; look at the diff and commit it:"; git --no-pager diff --stat; exit 1; }

bench: ## what has a target, as one table beside references of the same run; BENCH=regexp selects rows, DOC=file writes it there
	@scripts/need go postgres
	@scripts/need cyclictest || echo "bench: without cyclictest its row has no reference"
	@go run ./bench -run '$(or $(BENCH),.)' $(if $(DOC),-doc $(DOC))

bench-peers: ## our protocols beside programs that are not ours (Modbus reads by pymodbus, arbitration and balancing by HiGHS, HTTP ingest by FastAPI with asyncpg, questions over 5 and 50 million samples by VictoriaMetrics)
	@scripts/need go peers
	@go run ./bench -set peers

arm: ## build for linux/arm64 and prove under qemu that it decides and decodes what it does here, bit by bit
	@scripts/arm64

sim: ## the control core through drawn worlds of faults on a virtual clock: SEEDS (1100) of CYCLES (10000), prints how many; `bin/ohmstead sim` is the simulated site
	@scripts/need go
	@go test ./sim/world/storm -run WholeWorld -seeds $(or $(SEEDS),1100) -cycles $(or $(CYCLES),10000) -v -count 1 -timeout 2h

soak: ## kill -9 of every process (KILLS=n, 200), 10,000 cuts of a file store, restarts and cut links over and over, 1,000,000 arbitrations, 100,000 microgrids and 5,000 drawn depots proven; SOAK=n rounds (20), TEST=regexp selects
	@scripts/need go gcc postgres peers
	@go test ./sim/world/kill -run NothingAcceptedIsLost -kills $(or $(KILLS),200) -v -count 1 -timeout 3h
	@go test ./sim/world/kill -run 'OrdersSurvive|LatchedFault|KeyIsChanged' -sweep $(or $(KILLS),200) -v -count 1 -timeout 3h
	@go test ./edge/outbox -run CutAnywhere -cuts 10000 -cut-seed $$RANDOM -v -count 1 -timeout 2h
	@go test ./energy/arbitration/lex -run Proves -programs 1000000 -v -count 1 -timeout 2h
	@go test ./energy/arbitration -run RandomProblems -problems 1000000 -v -count 1 -timeout 2h
	@go test ./energy/balance -trees 100000 -v -count 1 -timeout 2h
	@go test ./sim/depot -run DrawnDepots -depots 5000 -v -count 1 -timeout 2h
	@go test -tags peers ./internal/peer -run BalancingShares -microgrids 1000 -v -count 1 -timeout 2h
	@go test -tags peers ./internal/peer -run TestLex -linear 10000 -quadratic 1000 -v -count 1 -timeout 2h
	@go test -race -run '$(or $(TEST),Kill|NothingIsLost|Surviv)' -count $(or $(SOAK),20) -timeout 6h ./cmd/... ./edge/... ./backend/... ./sim/...

load: ## a fleet of edges (FLEET=n, 1000, over 20 leaf connections, 100 channels at 1 Hz) for FOR (10m), PostgreSQL, NATS and backend killed -9 EACH (5) times; prints rates, backlog and cores, and compares every row
	@scripts/need go postgres
	@go test ./sim/world/kill -run Fleet -fleet $(or $(FLEET),1000) -leaves 20 -channels 100 -for $(or $(FOR),10m) -each $(or $(EACH),5) -v -count 1 -timeout 3h

fuzz: ## every fuzz target in turn; FUZZTIME=1m each
	@scripts/fuzz '$(or $(FUZZTIME),1m)'

clean: ## remove what builds and tests made; keeps .tools and data
	@rm -rf bin testdata/out .tools/test ui/test-results
	@find ui/dist -mindepth 1 ! -name placeholder.html -delete

ui/node_modules/.package-lock.json: ui/package-lock.json
	@scripts/need certificates node
	@cd ui && npm ci --no-audit --no-fund --loglevel=error

ui/dist/index.html: ui/node_modules/.package-lock.json $(PAGES)
	@cd ui && npm run --silent build
	@touch $@

$(GOLANGCI): tools/go.mod tools/go.sum
	@echo "building golangci-lint into .tools/bin (once, about a minute)" >&2
	@go -C tools build -o ../$(GOLANGCI) github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

.PHONY: help build run test check race lint format tidy vet golden generate fresh bench bench-peers arm sim soak load fuzz clean
