#!/usr/bin/env bash
# Runs the Rust tests with cargo-nextest where it is installed, else with cargo's own runner.
#   cargo-test.sh [FILTER…]
set -euo pipefail
cd "$(dirname "$0")/../.."
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --workspace --locked --no-fail-fast "$@"
else
  cargo test --workspace --locked --no-fail-fast -- "$@"
fi
