#!/usr/bin/env bash
# make run: builds everything and starts Postal on SQLite in ./data, with a first user and a demo server.
#   RELAY=host:port make run    sends all mail to that SMTP server instead of to MX hosts
# A second run starts the same installation again.
set -euo pipefail
cd "$(dirname "$0")/../.."
. e2e/support/prerequisites.sh

echo "Building the web interface…"
e2e/support/web-ui.sh
echo "Building the server (the first time takes some minutes)…"
cargo build --release --locked --quiet -p postal
postal=${CARGO_TARGET_DIR:-target}/release/postal

umask 077
mkdir -p data
data=$PWD/data
export POSTAL_CONFIG_FILE_PATH=$data/postal.yml SILENCE_POSTAL_CONFIG_MESSAGES=true
export POSTAL_WEB_HOSTNAME=localhost POSTAL_WEB_PROTOCOL=http
export WEB_SERVER_DEFAULT_PORT=${WEB_PORT:-5000} WEB_SERVER_DEFAULT_BIND_ADDRESS=127.0.0.1
export SMTP_SERVER_DEFAULT_PORT=${SMTP_PORT:-2525} SMTP_SERVER_DEFAULT_BIND_ADDRESS=127.0.0.1
if [ -n "${RELAY:-}" ]; then export POSTAL_SMTP_RELAYS="smtp://$RELAY"; fi

"$postal" bootstrap postal.localhost.example "$data" >/dev/null
"$postal" initialize >/dev/null

email=admin@postal.localhost.example
password=
if [ ! -e "$data/first-user" ]; then
  # Kept until it has been shown, so that a start that fails does not lose it.
  if [ ! -e "$data/first-password" ]; then
    head -c 12 /dev/urandom | base64 | tr '+/' 'xy' >"$data/first-password.new"
    "$postal" make-user --email "$email" --first-name First --last-name User --password-stdin \
      <"$data/first-password.new" >/dev/null
    mv "$data/first-password.new" "$data/first-password"
  fi
  password=$(cat "$data/first-password")
fi
"$postal" make-demo >"$data/demo.new"
# The API key is shown only when it is made: keep the first one.
if [ -e "$data/demo" ] && ! grep -q '^api_key=' "$data/demo.new"; then
  grep '^api_key=' "$data/demo" >>"$data/demo.new" || true
fi
mv "$data/demo.new" "$data/demo"
value() { sed -n "s/^$1=//p" "$data/demo"; }
api_key=$(value api_key)
smtp_key=$(value smtp_key)

"$postal" serve &
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true' INT TERM
url=http://localhost:$WEB_SERVER_DEFAULT_PORT
until (exec 3<>"/dev/tcp/127.0.0.1/$WEB_SERVER_DEFAULT_PORT") 2>/dev/null; do
  kill -0 "$server" 2>/dev/null || { wait "$server"; exit $?; }
  sleep 0.1
done

cat <<TEXT

Postal is running. Stop it with Ctrl-C; "make run" starts the same installation again (it lives in data/).

  Web interface   $url
  Login           $email
  Password        ${password:-(printed at the first start)}

Send a first mail (put your own address for you@example.com):

  curl $url/api/v1/send/message -H 'X-Server-API-Key: $api_key' -H 'Content-Type: application/json' \\
    -d '{"from": "hello@demo.example", "to": ["you@example.com"], "subject": "Hello", "plain_body": "It works."}'

  swaks --server 127.0.0.1:$SMTP_SERVER_DEFAULT_PORT --auth PLAIN --auth-user demo/mail --auth-password $smtp_key \\
    --from hello@demo.example --to you@example.com --header 'Subject: Hello'

Then look where it went: $url/org/demo/servers/mail/messages
TEXT
if [ -z "${RELAY:-}" ]; then
  echo "Without a way out on port 25 the mail waits, and its page says why. RELAY=host:port make run sends through a relay."
fi

if [ -n "$password" ]; then
  echo "$email" >"$data/first-user"
  rm "$data/first-password"
fi

status=0
wait "$server" || status=$?
# A signal interrupts the first wait; the server then stops in order.
if kill -0 "$server" 2>/dev/null; then
  status=0
  wait "$server" || status=$?
fi
exit "$status"
