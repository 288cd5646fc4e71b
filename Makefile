# Everything a developer of imapsh does, one word each. `make help` lists them.
#
# Needed: Go, and for `test` a C compiler (the race detector). Dovecot and the
# other programs some tests talk to are optional: without them those tests are
# skipped, unless IMAPSH_REQUIRE=1 makes their absence a failure (see .ci/run).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

GO       ?= go
FUZZTIME ?= 30s
# Several servers and the race detector share two slow cores in CI.
TESTTIME ?= 15m
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)

# Lint tools are pinned here and nowhere else; the Go module checksum database
# vouches for what is fetched.
GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# A module of its own, so that the clients it compares with are no dependency
# of ours. Absent in early checkouts.
PEERS := imap/practice/peers

PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

.PHONY: build
build: ## the program, here, as ./imapsh
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o imapsh$$($(GO) env GOEXE) .

.PHONY: test
test: ## every test, with the race detector
	$(GO) test -race -timeout $(TESTTIME) ./...
	$(GO) test -run TestT05 ./imap # cuts behind every byte, for which the race detector is too slow
	@if [ -f $(PEERS)/go.mod ]; then \
	  set -x; $(GO) -C $(PEERS) test -timeout $(TESTTIME) ./...; \
	fi

.PHONY: lint
lint: ## gofumpt, go vet, staticcheck, and builds for macOS and Windows
	@unformatted=$$($(GO) run $(GOFUMPT) -l .); \
	if [ -n "$$unformatted" ]; then \
	  printf 'not gofumpt-clean (run: go run $(GOFUMPT) -w .):\n%s\n' "$$unformatted" >&2; exit 1; \
	fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	@if [ -f $(PEERS)/go.mod ]; then set -x; $(GO) -C $(PEERS) vet ./...; fi
	GOOS=darwin  $(GO) build ./...
	GOOS=darwin  $(GO) vet ./...
	GOOS=windows $(GO) build ./...
	GOOS=windows $(GO) vet ./...

.PHONY: bench
bench: ## Go benchmarks, and whole processes beside other clients (docs/performance.md)
	$(GO) test -run '^$$' -bench . -benchmem -benchtime 0.2s ./imap/wire ./imap ./repl/render ./repl/words ./completion ./history
	$(GO) run ./imap/practice/load/bench

# `go test -fuzz` takes one target of one package at a time.
.PHONY: fuzz
fuzz: ## every fuzz target in the tree, FUZZTIME=30s each
	@{ grep -rHoE --include='*_test.go' --exclude-dir=peers '^func Fuzz[A-Z0-9_][A-Za-z0-9_]*' . || true; } \
	| sed -E 's|/[^/]*_test\.go:func | |' | sort -u \
	| while read -r dir target; do \
	  echo "== $$dir $$target"; \
	  $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x "$$dir" </dev/null; \
	done

.PHONY: cover
cover: ## coverage per package, and cover.out for `go tool cover`
	$(GO) test -timeout $(TESTTIME) -cover -coverprofile=cover.out ./...
	$(GO) tool cover -func=cover.out | tail -n 1

.PHONY: demo
demo: ## the shell on the built-in practice server
	@$(GO) run . --demo

.PHONY: screen
screen: ## docs/screen.png and docs/screen.txt anew: the shell as a person sees it
	$(GO) run ./docs/screen

.PHONY: transcript
transcript: ## record imaplib against Dovecot anew (needs both installed)
	$(GO) run ./imap/dovecottest/record

.PHONY: dist
dist: ## release binaries and their checksums in dist/
	rm -rf dist
	mkdir dist
	@for platform in $(PLATFORMS); do \
	  os=$${platform%/*}; arch=$${platform#*/}; ext=; \
	  if [ "$$os" = windows ]; then ext=.exe; fi; \
	  echo "dist/imapsh-$(VERSION)-$$os-$$arch$$ext"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' \
	    -o "dist/imapsh-$(VERSION)-$$os-$$arch$$ext" .; \
	done
	cd dist && if command -v sha256sum >/dev/null; \
	  then sha256sum imapsh-*; else shasum -a 256 imapsh-*; fi >SHA256SUMS
	cat dist/SHA256SUMS

.PHONY: clean
clean: ## what the other targets have made
	rm -rf dist imapsh imapsh.exe cover.out
