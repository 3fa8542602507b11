#!/usr/bin/env bash
# make dev: the installation of "make run" from a development build, behind the UI's development server.
set -euo pipefail
cd "$(dirname "$0")/../.."
. e2e/support/prerequisites.sh
(cd web-ui && npm ci --no-audit --no-fund --loglevel=error)
cargo build --locked -p postal
[ -e data/postal.yml ] || { echo 'Run "make run" once first: it makes the installation in data/.' >&2; exit 1; }
export POSTAL_CONFIG_FILE_PATH=$PWD/data/postal.yml POSTAL_WEB_HOSTNAME=localhost POSTAL_WEB_PROTOCOL=http
export SMTP_SERVER_DEFAULT_PORT=2525 SMTP_SERVER_DEFAULT_BIND_ADDRESS=127.0.0.1
"${CARGO_TARGET_DIR:-target}/debug/postal" serve &
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true; wait "$server" || true' EXIT
cd web-ui && npm run dev
