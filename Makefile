# What can be done here, one target a job; the same names in CI.
# `make help` lists them, CONTRIBUTING.md explains them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Outside the clone, so that a second clone need not build the world again.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/sportello/target

# The stages of `make test`, in order. `.ci/run` asks for this list.
STAGES := lint unit integration ui browser window

# The pages are built once for all and embedded in both programs.
PAGES := ui/dist/.built
PAGES_FROM := $(shell find ui/src ui/messages ui/project.inlang ui/scripts \
	-not -path 'ui/src/lib/paraglide*' -not -path 'ui/project.inlang/cache*' -not -name '*.test.ts' 2>/dev/null) \
	$(wildcard ui/*.json ui/*.html ui/*.ts ui/*.js)
UI_PACKAGES := ui/node_modules/.sportello-lock
E2E_PACKAGES := tests/e2e/node_modules/.sportello-lock

.PHONY: help run demo setup setup-test pages check test stages \
	fmt fmt-check lint unit integration ui browser window firewall torture types bench bench-line bench-relay bench-outbox bench-notices bench-slots bench-cases bench-intake bench-report bench-start \
	package clean

# Installing, building and testing want the same folders: one after another.
.NOTPARALLEL:

help: ## say what can be done
	@echo "Sportello, the front desk of a library. What can be done here:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

## Using it

run: setup pages ## open the librarian's window (without a display: the demo desk)
	@scripts/run

demo: setup pages ## start a desk server with a living library to look at
	cargo run -p sportello-server -- demo

package: setup pages ## build the .deb of the librarian's app
	ui/node_modules/.bin/tauri build --bundles deb

## Preparing

setup: ## install what a build needs, if something is missing
	@scripts/setup

setup-test: ## install what the tests need besides
	@scripts/setup-test

pages: $(PAGES) ## build the web pages, if their sources are newer

# Directories count as sources too: a deleted file is a change.
$(PAGES): $(PAGES_FROM) $(UI_PACKAGES)
	npm --prefix ui run build
	@for page in patron desk; do \
		test -s "ui/dist/$$page/index.html" || { echo "The build made no ui/dist/$$page/index.html." >&2; exit 1; }; \
	done
	@touch $@

$(UI_PACKAGES): ui/package-lock.json
	@scripts/npm-packages ui

$(E2E_PACKAGES): tests/e2e/package-lock.json
	@scripts/npm-packages tests/e2e

## Testing

check: fmt-check $(PAGES) ## what each commit must pass, in under three minutes once warm
	@scripts/check

test: ## everything: every stage below, then one line a stage with its seconds
	@scripts/stages $(STAGES)

stages:
	@echo $(STAGES)

lint: fmt-check $(PAGES) ## formatting, clippy, eslint, svelte-check
	cargo clippy --workspace --all-targets -- -D warnings
	npm --prefix ui run lint
	npm --prefix ui run check

unit: $(PAGES) ## the Rust tests that need no running server, and the doc tests
	scripts/rust-tests unit

integration: $(PAGES) ## the Rust tests that start the real desk server
	scripts/rust-tests integration

ui: $(UI_PACKAGES) ## the tests of the pages, without a browser
	npm --prefix ui test

browser: $(PAGES) $(E2E_PACKAGES) ## a real Chromium and Firefox at a real desk
	cargo build --workspace --bins
	npm --prefix tests/e2e run browser

window: $(PAGES) $(E2E_PACKAGES) ## the librarian's real window, on a display of its own
	cargo build --workspace --bins
	scripts/window npm --prefix tests/e2e run window

firewall: $(PAGES) $(E2E_PACKAGES) ## a call out of a network that drops UDP (needs the right to make one)
	cargo build --workspace --bins
	scripts/firewalled npm --prefix tests/e2e run firewall

torture: $(PAGES) ## kill the desk server 500 times under load
	SPORTELLO_TORTURE_KILLS=$${SPORTELLO_TORTURE_KILLS:-500} \
		cargo test --workspace --test desk -- torture --nocapture

bench: setup pages ## measure a call
	cargo run --release -p sportello-bench -- call

bench-line: setup pages ## measure a long line
	cargo build --release -p sportello-server -p sportello-bench
	"$(CARGO_TARGET_DIR)/release/sportello-bench" line

bench-relay: setup setup-test pages ## measure relayed calls, beside coturn
	cargo build --release -p sportello-server -p sportello-bench
	"$(CARGO_TARGET_DIR)/release/sportello-bench" relay

bench-outbox: setup pages ## measure ten thousand letters and pushes
	cargo build --release -p sportello-server -p sportello-bench
	"$(CARGO_TARGET_DIR)/release/sportello-bench" outbox

bench-notices: setup pages ## measure a hundred thousand loans, and thirty thousand notices
	cargo build --release -p sportello-server -p sportello-bench
	"$(CARGO_TARGET_DIR)/release/sportello-bench" notices

bench-slots: setup pages ## measure what is free in a month, and a contest for it
	cargo run --release -p sportello-bench -- slots

bench-intake: setup setup-test pages ## measure a thousand mails that come in, beside Python's own libraries
	cargo build --release -p sportello-server -p sportello-bench
	"$(CARGO_TARGET_DIR)/release/sportello-bench" intake

bench-cases: setup pages ## measure lists and searches among fifty thousand cases
	cargo build --release -p sportello-server -p sportello-bench
	"$(CARGO_TARGET_DIR)/release/sportello-bench" cases

bench-report: setup pages ## measure a year's report
	cargo run --release -p sportello-bench -- report

bench-start: setup pages ## measure how the window opens, and its memory
	cargo build --release -p sportello -p sportello-bench
	scripts/window "$(CARGO_TARGET_DIR)/release/sportello-bench" start

## Keeping it tidy

fmt: $(UI_PACKAGES) ## format Rust and web sources
	cargo fmt --all
	npm --prefix ui run --if-present format

fmt-check:
	cargo fmt --all --check

types: ## write the TypeScript of the wire messages anew
	SPORTELLO_WRITE_TYPES=1 cargo test -p sportello-wire --test typescript

clean: ## delete what builds have made
	rm -rf ui/dist gen tests/e2e/out
	cargo clean
