#!/usr/bin/env bash
# Builds web-ui/dist if something in web-ui is newer. The server embeds it, so that building it again for nothing would
# build the server again.
set -euo pipefail
cd "$(dirname "$0")/../../web-ui"
sources=(src public build index.html package.json package-lock.json vite.config.ts tsconfig.json)
existing=()
for source in "${sources[@]}"; do if [ -e "$source" ]; then existing+=("$source"); fi; done
if [ ! -f dist/index.html ] || [ -n "$(find "${existing[@]}" -newer dist/index.html -print -quit)" ]; then
  npm ci --no-audit --no-fund --loglevel=error --silent
  npm run --silent build -- --logLevel error
fi
