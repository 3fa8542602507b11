# Sourced: says what is missing on this machine to build Postal, and stops.
need() { # name, minimum version, found version, where to get it
  if [ -z "$3" ]; then
    echo "Postal needs $1 $2 or newer, and it is not installed. $4" >&2
    exit 1
  fi
  if [ "$(printf '%s\n%s\n' "$2" "$3" | sort -V | head -n 1)" != "$2" ]; then
    echo "Postal needs $1 $2 or newer, and this is $3. $4" >&2
    exit 1
  fi
}
version_of() { "$@" 2>/dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1 || true; }

need Rust 1.95 "$(version_of rustc --version)" "See https://rustup.rs"
need Node.js 20.19 "$(version_of node --version)" "See https://nodejs.org"
if ! command -v cc >/dev/null; then
  echo "Postal needs a C compiler (package gcc) for the embedded database." >&2
  exit 1
fi
