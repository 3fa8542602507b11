#!/usr/bin/env bash
# Formatting, clippy, rustdoc, and the web UI's own checks. Warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked --quiet
cd web-ui
npm ci --no-audit --no-fund --loglevel=error
npm run check
npm run lint
