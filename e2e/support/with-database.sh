#!/usr/bin/env bash
# Runs a command beside a database server of its own: free port, temporary folder, gone afterwards.
#   with-database.sh mariadb|postgres COMMAND…
# The command finds TEST_DATABASE and TEST_DATABASE_URL (an administrator's URL).
set -euo pipefail

engine=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
# Memory instead of a disk where there is some: the tests of durability do not use this server. DATABASE_ON_DISK=1: as an
# installation would have it, with durable commits.
base=${TMPDIR:-/tmp}
mariadb_settings=(--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-buffer-pool-size=256M)
postgres_settings=(-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=128MB)
if [ -n "${DATABASE_ON_DISK:-}" ]; then
  mariadb_settings=(--innodb-buffer-pool-size=1G --innodb-log-file-size=1G)
  postgres_settings=(-c shared_buffers=1GB -c max_wal_size=2GB -c maintenance_work_mem=256MB)
elif [ -d /dev/shm ] && [ -w /dev/shm ]; then
  base=/dev/shm
fi
folder=$(mktemp -d "$base/postal-$engine.XXXXXX")
chmod 755 "$folder"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
server=

stop() {
  if [ -n "$server" ]; then
    kill -QUIT "$server" 2>/dev/null || kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

# Database servers refuse to run as root; as another user we cannot and need not change the user.
as=()
user=$(id -un)

failed() {
  echo "with-database.sh: $engine did not start:" >&2
  tail -n 30 "$folder/log" >&2
  exit 1
}

wait_for() {
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  failed
}

case $engine in
mariadb)
  "$here/packages.sh" mariadb-server
  if [ "$user" = root ]; then user=mysql; chown mysql "$folder"; fi
  # Not the caller's TMPDIR, where that user may not write.
  TMPDIR="$folder" mariadb-install-db --no-defaults --user="$user" --datadir="$folder/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$folder/log" 2>&1 || failed
  # QUIT would dump core, so this server is ended with TERM.
  TMPDIR="$folder" mariadbd --no-defaults --user="$user" --datadir="$folder/data" --socket="$folder/socket" --port="$port" \
    --bind-address=127.0.0.1 --pid-file="$folder/pid" --max-connections=500 "${mariadb_settings[@]}" \
    --max-allowed-packet=64M --skip-log-bin --character-set-server=utf8mb4 >"$folder/log" 2>&1 &
  server=$!
  wait_for mariadb-admin --no-defaults --socket="$folder/socket" --user=root ping
  mariadb --no-defaults --socket="$folder/socket" --user=root -e \
    "CREATE USER 'test'@'127.0.0.1' IDENTIFIED BY 'test'; GRANT ALL ON *.* TO 'test'@'127.0.0.1' WITH GRANT OPTION"
  export TEST_DATABASE_URL="mysql://test:test@127.0.0.1:$port/mysql"
  trap 'kill -TERM "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
  ;;
postgres)
  "$here/packages.sh" postgresql
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  if [ "$user" = root ]; then as=(setpriv --reuid=postgres --regid=postgres --init-groups); chown postgres "$folder"; fi
  "${as[@]}" "$bin/initdb" --no-sync --auth=trust --username=test --encoding=UTF8 --locale=C -D "$folder/data" \
    >"$folder/log" 2>&1 || failed
  "${as[@]}" "$bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories="$folder" "${postgres_settings[@]}" -c max_connections=500 >>"$folder/log" 2>&1 &
  server=$!
  wait_for "$bin/pg_isready" -h 127.0.0.1 -p "$port"
  export TEST_DATABASE_URL="postgres://test@127.0.0.1:$port/postgres"
  ;;
*)
  echo "with-database.sh: unknown engine '$engine' (mariadb or postgres)" >&2
  exit 2
  ;;
esac

export TEST_DATABASE=$engine
# Not exec: the trap has to stop the server afterwards.
"$@"
