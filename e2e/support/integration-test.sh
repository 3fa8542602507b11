#!/usr/bin/env bash
# Runs only the integration tests, on the database that TEST_DATABASE and TEST_DATABASE_URL name.
set -euo pipefail
cd "$(dirname "$0")/../.."
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --workspace --locked --no-fail-fast --test it "$@"
else
  cargo test --workspace --locked --no-fail-fast --test it -- "$@"
fi
