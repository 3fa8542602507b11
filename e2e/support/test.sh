#!/usr/bin/env bash
# Every test there is, with everything it needs installed first. Runners print their own closing lines.
set -euo pipefail
cd "$(dirname "$0")/../.."
support=e2e/support

step() { printf '\n=== %s\n' "$*"; }

step "packages"
$support/packages.sh ca-certificates curl python3 python3-venv mariadb-server postgresql

step "web interface: unit tests and build"
(cd web-ui && npm ci --no-audit --no-fund --loglevel=error && npm test && npm run build)

step "Rust: unit tests, integration tests on SQLite"
$support/cargo-test.sh

step "Rust: integration tests on MariaDB"
$support/with-database.sh mariadb $support/cargo-test.sh --test it

step "Rust: integration tests on PostgreSQL"
$support/with-database.sh postgres $support/cargo-test.sh --test it

step "end to end"
$support/e2e.sh
