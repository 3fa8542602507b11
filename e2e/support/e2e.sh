#!/usr/bin/env bash
# make e2e: the binary (development profile) and the built web interface with real peers. Installs what it needs.
#   e2e.sh [arguments of `playwright test`…]
set -euo pipefail
cd "$(dirname "$0")/../.."

e2e/support/packages.sh postfix nsd swaks vacation spamassassin spamd rspamd clamav-daemon curl openssl chromium mariadb-server postgresql prometheus python3 python3-venv
e2e/support/web-ui.sh
# The same selection as the Rust tests, so that nothing is compiled twice.
cargo build --locked --quiet --workspace --all-targets

cd e2e
npm ci --no-audit --no-fund --loglevel=error
for environment in .venv:requirements.txt .venv-api:requirements-api.txt; do
  folder=${environment%%:*}
  [ -d "$folder" ] || python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "support/${environment##*:}"
done
npx tsc --noEmit
exec npx playwright test "$@"
