#!/bin/sh
# Sets up an organization with a mail server, a domain, keys, a route and a webhook, and sends a first mail: the
# management API with nothing but curl. Every step is one request; https://POSTAL/api/v2/docs/ has all of them.
#
#   POSTAL_URL=https://postal.example.com POSTAL_TOKEN=… DOMAIN=example.com APPLICATION=https://app.example.com \
#   RECIPIENT=you@example.net sh setup-with-curl.sh
#
# POSTAL_TOKEN is an installation administrator's: `postal make-token --email you@example.com --name setup`.
# APPLICATION is told of incoming mail at /mail and of events at /events. The script waits until the domain's records
# are in the DNS (WAIT seconds, 600 when not set); interrupted, it can be run again with another ORGANIZATION.
set -eu

: "${POSTAL_URL:?say where Postal is, such as https://postal.example.com}"
: "${POSTAL_TOKEN:?postal make-token prints one}"
: "${DOMAIN:?the domain that mail is sent from}"
: "${APPLICATION:?the address of your application, such as https://app.example.com}"
: "${RECIPIENT:?who gets the first mail}"
organization=${ORGANIZATION:-example}
server=organizations/$organization/servers/mail

# request METHOD PATH [JSON]: prints the answer; when it is a refusal, says what is wrong and ends.
request() {
  answer=$(curl --silent --show-error --request "$1" "$POSTAL_URL/api/v2/$2" --write-out '\n%{http_code}' \
    --header "Authorization: Bearer $POSTAL_TOKEN" --header 'Content-Type: application/json' ${3:+--data "$3"})
  case "${answer##*
}" in
    2??) printf '%s\n' "${answer%
*}" ;;
    *) printf '%s %s: %s\n' "$1" "$2" "$answer" >&2 && exit 1 ;;
  esac
}
# value NAME: the first string or number of that name in the JSON of the input.
value() { grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d : -f 2- | tr -d '"'; }

echo "Organization and mail server"
request POST organizations "{\"name\": \"Example\", \"permalink\": \"$organization\"}" >/dev/null
request POST "organizations/$organization/servers" '{"name": "Mail", "permalink": "mail", "mode": "Live"}' >/dev/null

echo "Domain $DOMAIN: put these records into the DNS"
domain=$(request POST "$server/domains" "{\"name\": \"$DOMAIN\"}" | value uuid)
request GET "$server/domains/$domain/records" | tr '{' '\n' | grep '"type"'

echo "Waiting until the DKIM record is seen"
waited=0
until request POST "$server/domains/$domain/check" | tr '{' '\n' | grep -A 1 '"dkim"' | grep -q '"status":"OK"'; do
  waited=$((waited + 5))
  [ "$waited" -le "${WAIT:-600}" ] || { echo "$DOMAIN has no DKIM record yet; mail would be sent unsigned." >&2; exit 1; }
  sleep 5
done

echo "Keys"
smtp_key=$(request POST "$server/credentials" '{"type": "SMTP", "name": "Web shop"}' | value key)
api_key=$(request POST "$server/credentials" '{"type": "API", "name": "Web shop"}' | value key)
echo "  SMTP user $organization/mail, password $smtp_key"
echo "  X-Server-API-Key: $api_key"

echo "Mail to support@$DOMAIN goes to $APPLICATION/mail"
endpoint=$(request POST "$server/http-endpoints" "{\"name\": \"Application\", \"url\": \"$APPLICATION/mail\"}" | value uuid)
request POST "$server/routes" \
  "{\"name\": \"support\", \"domain\": \"$domain\", \"endpoint\": \"HTTPEndpoint#$endpoint\"}" >/dev/null

echo "Events go to $APPLICATION/events"
request POST "$server/webhooks" \
  "{\"name\": \"Application\", \"url\": \"$APPLICATION/events\", \"all_events\": true, \"format\": \"v2\"}" >/dev/null

echo "A first mail"
sent=$(request POST "$server/messages" "{\"from\": \"support@$DOMAIN\", \"to\": [\"$RECIPIENT\"],
  \"subject\": \"Hello\", \"text\": \"Sent by curl.\"}")
message=$(printf "%s" "${sent#*recipients}" | value message_id)
until status=$(request GET "$server/messages/$message" | value status) && [ "$status" != Pending ]; do sleep 1; done
echo "  Message $message: $status"
