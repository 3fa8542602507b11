#!/usr/bin/env bash
# Fuzzes the parsers of server/mail with libFuzzer: make fuzz [TARGET=mime] [TIME=60]
#   TARGET  one target; default: all, one after the other
#   TIME    seconds for each target, 60 by default
# Begins with the committed corpora. What it finds goes to $FUZZ_DIR (default: postal-fuzz in the folder for temporary
# files): TARGET/corpus and TARGET/crashes. Ends with 1 when a target crashed, hung or used too much memory.
# An input worth keeping is copied to server/fuzz/corpus/TARGET; the tests of server/mail replay what is there.
# Needs a C++ compiler beside Rust, because libFuzzer is built from source; no other toolchain, no other program.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v c++ >/dev/null || e2e/support/packages.sh g++

time=${TIME:-60}
dir=${FUZZ_DIR:-${TMPDIR:-/tmp}/postal-fuzz}
target_dir=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
host=$(rustc -vV | sed -n 's/^host: //p')

# The coverage that libFuzzer steers by; the same flags as cargo-fuzz, but for those that need a nightly compiler
# (the address sanitizer, of little use where unsafe code is denied). --target keeps them off build scripts.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing"
(cd server/fuzz && cargo build --quiet --locked --target "$host" --target-dir "$target_dir")

targets=${TARGET:-$(cd server/fuzz/targets && ls -- *.rs | sed 's/\.rs$//')}
failed=""
for target in $targets; do
  program=$target_dir/$host/debug/$target
  seeds=server/fuzz/corpus/$target
  work=$dir/$target
  mkdir -p "$work/corpus" "$work/crashes" "$seeds"
  echo "== $target, ${time} s"
  "$program" "$work/corpus" "$seeds" -max_total_time="$time" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
    -artifact_prefix="$work/crashes/" -print_final_stats=1 >"$work/log" 2>&1 || failed="$failed $target"
  grep -E '^(stat::number_of_executed_units|stat::peak_rss_mb)|cov: .*DONE' "$work/log" | tail -3 || true
done
if [ -n "$failed" ]; then
  echo "failed:$failed; see the logs and crashes in $dir" >&2
  exit 1
fi
