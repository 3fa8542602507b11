#!/usr/bin/env bash
# Runs the Rust tests with cargo-nextest where it is installed, else with cargo's own runner.
#   cargo-test.sh [--test it] [FILTER]
# `--test it`: only the integration tests, on the database that TEST_DATABASE and TEST_DATABASE_URL name.
set -euo pipefail
cd "$(dirname "$0")/../.."
# The test of licences reads all packages, those of other platforms too.
cargo fetch --locked --quiet
if cargo nextest --version >/dev/null 2>&1; then
  exec cargo nextest run --workspace --locked --no-fail-fast "$@"
fi
exec cargo test --workspace --locked --no-fail-fast "$@"
