#!/usr/bin/env bash
# make bench: acceptance and relaying, Postal (release build) and Postfix side by side on one disk; writes
# docs/performance.md. MESSAGES=5000 and ROUNDS=5 may be set. Then retention over RETAINED=1000000 messages, printed, and
# lists, searches and sending with SEARCHED=10000000 messages on each of ENGINES="sqlite postgres mariadb" (20 GB of disk).
set -euo pipefail
cd "$(dirname "$0")/../.."

e2e/support/packages.sh postfix nsd openssl
cargo build --release --locked --quiet -p postal
(cd e2e && npm ci --no-audit --no-fund --loglevel=error)

# Beside the build, because /tmp may be memory, where making a write durable costs nothing.
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
TMPDIR=$(mktemp -d "$target/bench.XXXXXX")
export TMPDIR CARGO_TARGET_DIR=$target POSTAL_PROFILE=release
chmod 755 "$TMPDIR"
trap 'rm -rf "$TMPDIR"' EXIT
cd e2e
npx tsx support/bench.ts
cd ..
POSTAL="$target/release/postal" MESSAGES="${RETAINED:-1000000}" python3 e2e/support/bench_retention.py
POSTAL="$target/release/postal" MESSAGES="${SEARCHED:-10000000}" python3 e2e/support/bench_search.py
