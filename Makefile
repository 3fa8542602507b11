# Every command worth typing. Each line also works by hand.
SUPPORT := e2e/support

.PHONY: run dev test check unit web-ui e2e lint fmt openapi config-docs migration bench fuzz

run: ## build everything, start Postal on SQLite with a first user and a demo server
	@$(SUPPORT)/run.sh

dev: ## server (built once) with the UI's development server in front, which reloads on change
	@$(SUPPORT)/dev.sh

test: ## everything: unit, integration on three engines, web UI, end-to-end; installs what it needs
	@$(SUPPORT)/test.sh

check: lint test ## what CI runs

unit: ## unit and integration tests on SQLite
	@$(SUPPORT)/cargo-test.sh

web-ui: ## build the web interface into web-ui/dist
	cd web-ui && npm ci --no-audit --no-fund && npm run build

e2e: ## the binary and the built UI with real peers
	@$(SUPPORT)/e2e.sh

lint: ## formatting, clippy, rustdoc, TypeScript
	@$(SUPPORT)/lint.sh

fmt: ## format Rust and TypeScript
	cargo fmt --all && cd web-ui && npm run fmt

openapi: ## the document of the management API, what it promises, and the UI's types
	cargo run --quiet -p postal -- openapi > openapi/management.json.new && mv openapi/management.json.new openapi/management.json
	UPDATE_OPENAPI=1 cargo test --quiet -p postal --test it openapi_promises
	cd web-ui && npm run generate

config-docs: ## the manual of all options
	cargo run --quiet -p postal -- config docs > docs/manual/configuration.md.new && mv docs/manual/configuration.md.new docs/manual/configuration.md

migration: ## three empty files: make migration NAME=0006_webhooks
	@test -n "$(NAME)" || { echo "usage: make migration NAME=0006_webhooks" >&2; exit 2; }
	for engine in sqlite mariadb postgres; do touch migrations/$$engine/$(NAME).sql; done

bench: ## acceptance and relaying beside Postfix, retention, lists and searches over 10 million messages (writes docs/performance.md)
	@$(SUPPORT)/bench.sh

fuzz: ## the parsers of server/mail, each for a minute: make fuzz TIME=600 TARGET=mime
	@TIME="$(TIME)" TARGET="$(TARGET)" $(SUPPORT)/fuzz.sh
