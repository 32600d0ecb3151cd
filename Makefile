# Two commands matter: `make run` and `make test`. Both install what is missing. docs/development.md tells the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

LISTEN ?= 127.0.0.1:8080
# What `make bench` measures on; ONLY=P1,P4 picks lines.
ROWS ?= 200000
ENGINES ?= sqlite postgres
ONLY ?=
TEST_STEPS := setup fmt openapi deny lint test-sqlite test-postgres test-web web size client fuzz e2e

# Tools that setup has built come first; npm brings wasm-opt.
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/e2e/node_modules/.bin:$(PATH)
# One absolute target directory for cargo, wherever it runs, and the browser tests.
export CARGO_TARGET_DIR := $(abspath $(or $(CARGO_TARGET_DIR),target))
# The browser and client tests start the server that the Rust tests have built.
export DAYBOOK_BIN ?= $(CARGO_TARGET_DIR)/debug/daybook
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
# What setup installs for the Python client and for schemathesis.
API_TOOLS := $(CURDIR)/.tools/api/bin
# The client that progenitor makes, a package of its own: the server's build knows nothing of it.
RUST_CLIENT := e2e/clients/rust/Cargo.toml

run client e2e: export DAYBOOK_WEB_DIR := $(CURDIR)/crates/web/dist

# The server's packages (the default members) and the client's apart, for tests and clippy alike: together cargo would
# give each the features that only the other asks for, and in other selections compile the dependencies again.
NEXTEST := cargo nextest run --locked
# The server's tests switch on faults in it; a server that people run has none.
SERVER_TESTS := $(NEXTEST) --features failpoints
# The tests of `make soak`: in their full form, one at a time.
SOAK := DAYBOOK_SOAK=full $(SERVER_TESTS) --profile soak --run-ignored all -E 'test(soak::) or test(model::)'

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 16

.PHONY: run
run: web ## build everything and serve it with demo data (LISTEN=127.0.0.1:8080)
	@echo "==> building the server"
	cargo build --release --locked -p daybook-api
	@echo "==> starting; the data stays in data/"
	DAYBOOK_LISTEN=$(LISTEN) exec $(CARGO_TARGET_DIR)/release/daybook serve --demo

.PHONY: test
test: ## everything CI runs, with a table of times at the end
	@scripts/steps $(TEST_STEPS)

.PHONY: setup
setup: ## install whatever the other targets need
	@scripts/setup rust npm deny nextest web jq postgres strace faults s3 smtp webhooks api-tools chromium

.PHONY: fmt
fmt: ## is the Rust code formatted? (cargo fmt formats it)
	@scripts/setup rust
	cargo fmt --all --check
	cargo fmt --manifest-path $(RUST_CLIENT) --check

.PHONY: lint
lint: ## clippy; every warning is an error
	@scripts/setup rust wasm
	cargo clippy --locked --all-targets --features failpoints -- -D warnings
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets -p daybook-web --target wasm32-unknown-unknown -- -D warnings

.PHONY: deny
deny: ## licences, banned crates and sources of all dependencies
	@scripts/setup deny
	cargo deny --workspace --locked check licenses bans sources
	cargo deny --manifest-path $(RUST_CLIENT) --config deny.toml --locked check licenses bans sources

.PHONY: build-tests
build-tests:
	@scripts/setup nextest
	$(SERVER_TESTS) --no-run

.PHONY: test-sqlite
test-sqlite: build-tests ## the server's tests, its integration tests on SQLite
	@scripts/setup jq strace faults s3 smtp webhooks
	DAYBOOK_TEST_DATABASE=sqlite $(SERVER_TESTS)

.PHONY: test-postgres
test-postgres: build-tests ## the integration tests on a PostgreSQL of their own
	@scripts/setup jq postgres strace faults s3 smtp webhooks
	scripts/with-postgres $(SERVER_TESTS) -E 'binary_id(daybook-api::it)'

.PHONY: soak
soak: build-tests ## the promises on durability for minutes each, on both engines; figures in target/soak.txt
	@scripts/setup jq postgres strace faults s3 smtp webhooks office pgbouncer api-tools
	rm -f $(CARGO_TARGET_DIR)/soak.txt
	@# What one engine breaks keeps nobody from seeing the other.
	@broken=; \
	DAYBOOK_TEST_DATABASE=sqlite $(SOAK) || broken=yes; \
	scripts/with-postgres $(SOAK) || broken=yes; \
	$(API_TOOLS)/python e2e/python/fuzz.py --long | tee -a $(CARGO_TARGET_DIR)/soak.txt || broken=yes; \
	cat $(CARGO_TARGET_DIR)/soak.txt; [[ -z $$broken ]]

.PHONY: test-web
test-web: ## the browser client's unit tests, on the host
	@scripts/setup nextest
	$(NEXTEST) -p daybook-web

.PHONY: web
web: ## the browser client, into crates/web/dist
	@scripts/setup web
	@echo "==> building the browser client"
	cd crates/web && cargo build --locked --profile wasm-release --target wasm32-unknown-unknown
	node scripts/build-web.mjs $(CARGO_TARGET_DIR)/wasm32-unknown-unknown/wasm-release/daybook-web.wasm crates/web/dist
	node scripts/finish-web.mjs crates/web/dist

.PHONY: web-dev
web-dev: ## the same in seconds instead of minutes, into target/web-dev: large and slow, for working on it
	@scripts/setup web
	cd crates/web && cargo build --locked --target wasm32-unknown-unknown
	node scripts/build-web.mjs $(CARGO_TARGET_DIR)/wasm32-unknown-unknown/debug/daybook-web.wasm $(CARGO_TARGET_DIR)/web-dev --fast
	node scripts/finish-web.mjs $(CARGO_TARGET_DIR)/web-dev --fast

.PHONY: size
size: ## what the first load of the client weighs, against its budget
	node scripts/size.mjs crates/web/dist

.PHONY: openapi
openapi: ## lint the OpenAPI document, in both versions
	@scripts/setup npm
	@# It ends well where there are only warnings, so they are counted.
	REDOCLY_SUPPRESS_UPDATE_NOTICE=true redocly lint --format json openapi/openapi.json openapi/openapi-3.0.json \
		| jq -e '(.problems[] | "\(.ruleId): \(.message)"), (.totals | .errors + .warnings == 0)'
	spectral lint --fail-severity hint openapi/openapi.json openapi/openapi-3.0.json

.PHONY: openapi-update
openapi-update: ## write the OpenAPI document anew, as the handlers say
	@scripts/setup rust
	cargo build --locked -q -p daybook-api --features failpoints
	$(DAYBOOK_BIN) openapi > openapi/openapi.json.new
	mv openapi/openapi.json.new openapi/openapi.json
	$(DAYBOOK_BIN) openapi --spec 3.0 > openapi/openapi-3.0.json.new
	mv openapi/openapi-3.0.json.new openapi/openapi-3.0.json

.PHONY: openapi-release
openapi-release: ## from now on nothing may break a client of the document as it is
	cp openapi/openapi.json openapi/released/openapi.json

.PHONY: client
client: build-tests ## generate clients by four generators from the OpenAPI document, and use each against the server
	@scripts/setup npm api-tools
	@echo "==> openapi-typescript, openapi-fetch"
	npm --prefix e2e run -s client
	@echo "==> hey-api"
	npm --prefix e2e run -s client:hey-api
	@echo "==> openapi-python-client"
	cd e2e/python && PATH=$(API_TOOLS):$$PATH openapi-python-client generate --path ../../openapi/openapi-3.0.json --config client.yaml \
		--meta none --output-path generated/daybook_client --overwrite --fail-on-warning
	cd e2e/python && $(API_TOOLS)/mypy --config-file mypy.ini
	cd e2e/python && PYTHONPATH=generated $(API_TOOLS)/python scenario.py
	@echo "==> progenitor"
	cargo run --locked --manifest-path $(RUST_CLIENT)

.PHONY: fuzz
fuzz: build-tests ## schemathesis, all checks, against the server as each role; ROLES="owner member" picks some
	@scripts/setup api-tools
	$(API_TOOLS)/python e2e/python/fuzz.py $(ROLES)

.PHONY: e2e
e2e: build-tests ## browser tests, at a desktop's and a phone's size
	@scripts/setup npm chromium
	@test -f crates/web/dist/index.html || $(MAKE) --no-print-directory web
	npm --prefix e2e run types
	npm --prefix e2e test

.PHONY: bench
bench: ## measure the budgets of docs/performance.md (ROWS=5000000 ENGINES="sqlite postgres" ONLY=P1,P4)
	@scripts/setup rust postgres wrk vmtouch sqlite3 peers
	[ "$(ONLY)" = P8 ] || cargo bench --locked -p daybook-api --bench budgets -- --rows $(ROWS) --engines "$(ENGINES)" $(if $(ONLY),--only $(ONLY))
	case ",$(ONLY)," in ,,|*,P8,*) $(MAKE) --no-print-directory bench-web ;; esac

.PHONY: bench-web
bench-web: ## P8 alone: the client in a browser on a processor that is four times slower
	@scripts/setup rust npm chromium
	cargo build --locked --release -p daybook-api
	@test -f crates/web/dist/index.html || $(MAKE) --no-print-directory web
	DAYBOOK_BIN=$(CARGO_TARGET_DIR)/release/daybook npm --prefix e2e run -s bench

.PHONY: screenshots
screenshots: build-tests ## make the pictures in docs/screenshots anew
	@scripts/setup npm chromium
	@test -f crates/web/dist/index.html || $(MAKE) --no-print-directory web
	npm --prefix e2e run -s screenshots

.PHONY: clean
clean: ## remove what was built, but neither the tools nor data/
	cargo clean
	rm -rf crates/web/dist e2e/client/build e2e/client/generated e2e/clients/hey-api/build e2e/clients/hey-api/generated e2e/python/generated e2e/playwright-report e2e/test-results
