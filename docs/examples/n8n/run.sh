#!/usr/bin/env bash
# Shows that n8n receives Daybook's webhooks, verifies them, and keeps each event once. See README.md.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
cd "$HERE/../../.."

DAYBOOK_BIN=${DAYBOOK_BIN:-target/debug/daybook}
DAYBOOK_PORT=${DAYBOOK_PORT:-9391}
N8N_PORT=${N8N_PORT:-9392}
N8N_VERSION=${N8N_VERSION:-2.8.4}
MATCHING=100 # and as many that do not match

say() { printf '\n%s\n' "$*"; }
die() { printf 'stopped: %s\n' "$*" >&2; exit 1; }

for tool in curl jq node npm; do command -v "$tool" >/dev/null || die "$tool is needed"; done
[ -x "$DAYBOOK_BIN" ] || die "there is no $DAYBOOK_BIN; build it, or name it in DAYBOOK_BIN"
for port in "$DAYBOOK_PORT" "$N8N_PORT" $((N8N_PORT + 1)); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then die "port $port is taken"; fi
done

TEMP=$(mktemp -d)
N8N_DIR=${N8N_DIR:-$TEMP/n8n}
DAYBOOK_PID='' N8N_PID=''
clean_up() {
  local code=$? pid
  trap '' INT TERM
  if [ "$code" -ne 0 ]; then
    # What n8n answered says more than its log.
    [ -z "${WEBHOOK:-}" ] || deliveries pending 2>/dev/null | jq -c '.attempts[0] | {status, error, response_body}' | sort | uniq -c >&2 || true
    for log in install import daybook n8n; do
      [ ! -s "$TEMP/$log.log" ] || { printf '\nthe end of %s.log:\n' "$log"; tail -n 20 "$TEMP/$log.log"; } >&2
    done
  fi
  for pid in $N8N_PID $DAYBOOK_PID; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$TEMP"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

now() { node -p 'Date.now() / 1000'; }
since() { node -p '(Date.now() / 1000 - Number(process.argv[1])).toFixed(1)' "$1"; }
# Calls a command until it succeeds, for so many seconds.
wait_for() {
  local seconds=$1 end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || die "waited $seconds seconds for: $*"
    sleep 0.2
  done
}

HELD=0 BROKEN=0
check() { # what, is, should be
  if [ "$2" = "$3" ]; then
    HELD=$((HELD + 1))
    printf '  ok      %s: %s\n' "$1" "$2"
  else
    BROKEN=$((BROKEN + 1))
    printf '  BROKEN  %s: %s, not %s\n' "$1" "$2" "$3"
  fi
}

# --- n8n, from npm ---

mkdir -p "$N8N_DIR"
N8N=$N8N_DIR/node_modules/.bin/n8n
if [ "$(jq -r .version "$N8N_DIR/node_modules/n8n/package.json" 2>/dev/null || true)" != "$N8N_VERSION" ] || ! [ -x "$N8N" ]; then
  say "Installing n8n $N8N_VERSION; this takes minutes."
  # n8n asks for its reader of spreadsheets by an address outside of npm. The workflow reads none, so that npm's own will do.
  jq -n --arg version "$N8N_VERSION" '{private: true, dependencies: {n8n: $version}, overrides: {xlsx: "0.18.5"}}' > "$N8N_DIR/package.json"
  started=$(now)
  npm install --prefix "$N8N_DIR" --no-audit --no-fund --loglevel=error > "$TEMP/install.log" 2>&1
  say "Installed in $(since "$started") s."
fi

# --- Daybook, with an endpoint for what failed ---

export DAYBOOK_DATABASE_URL=sqlite://$TEMP/daybook.db DAYBOOK_WEBHOOK_ALLOW=127.0.0.1
"$DAYBOOK_BIN" migrate > "$TEMP/daybook.log" 2>&1
WORKSPACE=$("$DAYBOOK_BIN" workspace create --name n8n --plan enterprise 2>> "$TEMP/daybook.log" | tail -n 1)
KEY=$("$DAYBOOK_BIN" key create --workspace "$WORKSPACE" --name n8n --scope admin --scope events:write --scope events:read 2>> "$TEMP/daybook.log" | tail -n 1)
"$DAYBOOK_BIN" serve --listen "127.0.0.1:$DAYBOOK_PORT" >> "$TEMP/daybook.log" 2>&1 &
DAYBOOK_PID=$!

API=http://127.0.0.1:$DAYBOOK_PORT/v1/workspaces/$WORKSPACE
api() { curl -sSf -H "Authorization: Bearer $KEY" "$@"; }
daybook_answers() { kill -0 "$DAYBOOK_PID" || die 'Daybook ended'; api -o "$TEMP/answer" "$API/webhooks" 2>/dev/null; }
wait_for 30 daybook_answers

RECEIVER=http://127.0.0.1:$N8N_PORT/webhook/daybook
api "$API/webhooks" -H 'Content-Type: application/json' \
  -d "$(jq -n --arg url "$RECEIVER" '{url: $url, filter: {state: ["failed"]}, description: "n8n"}')" > "$TEMP/endpoint.json"
WEBHOOK=$API/webhooks/$(jq -r .id "$TEMP/endpoint.json")
SECRET=$(jq -r .secret "$TEMP/endpoint.json")

# --- n8n, with the workflow ---

MESSAGES=$TEMP/messages
mkdir -p "$MESSAGES/drafts" "$MESSAGES/kept" "$TEMP/n8n-data"
touch "$MESSAGES/seen.log"
export N8N_USER_FOLDER=$TEMP/n8n-data N8N_PORT N8N_LISTEN_ADDRESS=127.0.0.1 N8N_RUNNERS_BROKER_PORT=$((N8N_PORT + 1))
export N8N_DIAGNOSTICS_ENABLED=false N8N_VERSION_NOTIFICATIONS_ENABLED=false N8N_PERSONALIZATION_ENABLED=false N8N_TEMPLATES_ENABLED=false
export EXECUTIONS_DATA_SAVE_ON_SUCCESS=none N8N_GRACEFUL_SHUTDOWN_TIMEOUT=10
# What the two Code nodes use: two modules of node, and two variables.
export NODE_FUNCTION_ALLOW_BUILTIN=crypto,fs N8N_BLOCK_ENV_ACCESS_IN_NODE=false
export DAYBOOK_WEBHOOK_SECRET=$SECRET DAYBOOK_MESSAGES=$MESSAGES

say "n8n $(jq -r .version "$N8N_DIR/node_modules/n8n/package.json"), node $(node -p process.versions.node), $("$DAYBOOK_BIN" --version)"
started=$(now)
"$N8N" import:workflow --input="$HERE/workflow.json" > "$TEMP/import.log" 2>&1
"$N8N" publish:workflow --id="$(jq -r .id "$HERE/workflow.json")" >> "$TEMP/import.log" 2>&1
"$N8N" start > "$TEMP/n8n.log" 2>&1 &
N8N_PID=$!

# A message with what headers it is given; the answer's status.
send() { # body, header...
  local body=$1 header headers=()
  shift
  for header; do headers+=(-H "$header"); done
  curl -s -o "$TEMP/answer" -w '%{http_code}' -H 'Content-Type: application/json' ${headers[@]+"${headers[@]}"} --data-binary "@$body" "$RECEIVER" || true
}
echo '{"type": "ping"}' > "$TEMP/ping"
n8n_answers() { kill -0 "$N8N_PID" || die 'n8n ended'; [ "$(send "$TEMP/ping")" = 401 ]; }
wait_for 180 n8n_answers
say "n8n has the workflow, and refuses what is not signed, after $(since "$started") s."

# --- each event once ---

seen() { wc -l < "$MESSAGES/seen.log" | tr -d ' '; }
seen_so_often() { [ "$(seen)" -ge "$1" ]; }
count() { grep -c "^$1 " "$MESSAGES/seen.log" || true; }
kept() { find "$MESSAGES/kept" -type f | wc -l | tr -d ' '; }
idle() { api "$WEBHOOK" | jq -e '.deliveries.pending == 0 and .replay_to == null' >/dev/null; }
# Every delivery of a state, with its tries.
deliveries() {
  local id
  for id in $(api "$WEBHOOK/deliveries?limit=100&state=$1" | jq -r '.data[].id'); do api "$WEBHOOK/deliveries/$id"; done
}

say "Appending $MATCHING events that match and $MATCHING that do not."
# Letters of several bytes, and escapes: what is parsed and written again seldom has the same bytes.
jq -nc --argjson n "$MATCHING" 'range($n) | tostring as $i |
  {type: "post.failed", correlation_id: "post_\($i)", idempotency_key: "failed-\($i)",
   error: {code: "rejected", reason: "Zażółć \"gęślą\" jaźń – 日本語 🎉 <b>&amp;</b> \\ \($i)"},
   targets: [{type: "post", id: "post_\($i)", name: "№ \($i)"}]},
  {type: "post.published", correlation_id: "post_p\($i)", idempotency_key: "published-\($i)"}' > "$TEMP/events.ndjson"
started=$(now)
api "$API/events/batch" -H 'Content-Type: application/x-ndjson' --data-binary "@$TEMP/events.ndjson" > "$TEMP/answer"
wait_for 120 seen_so_often "$MATCHING"
FIRST=$(since "$started")
wait_for 60 idle
check "kept by n8n, after $FIRST s" "$(kept)" "$MATCHING"
check 'written down as kept' "$(count kept)" "$MATCHING"
deliveries delivered > "$TEMP/first.json"
check 'delivered, as Daybook sees it' "$(jq -s length "$TEMP/first.json")" "$MATCHING"
check 'answers other than 200' "$(jq -s '[.[].attempts[] | select(.status != 200)] | length' "$TEMP/first.json")" 0

cat "$MESSAGES"/kept/* > "$TEMP/kept.json"
jq -r .data.id "$TEMP/kept.json" | sort > "$TEMP/kept.ids"
api "$API/events?state=failed&limit=500" | jq -r '.data[].id' | sort > "$TEMP/failed.ids"
check 'events kept twice' "$(uniq -d "$TEMP/kept.ids" | wc -l | tr -d ' ')" 0
check 'kept and in the log as failed' "$(comm -12 "$TEMP/kept.ids" "$TEMP/failed.ids" | wc -l | tr -d ' ')" "$MATCHING"
check 'kept, but not meant by the filter' "$(comm -23 "$TEMP/kept.ids" "$TEMP/failed.ids" | wc -l | tr -d ' ')" 0
same=0
for id in $(jq -r .id "$TEMP/first.json"); do
  jq -j --arg id "$id" 'select(.id == $id) | .request_body' "$TEMP/first.json" > "$TEMP/sent"
  if cmp -s "$TEMP/sent" "$MESSAGES/kept/$id"; then same=$((same + 1)); fi
done
check 'kept byte for byte as sent' "$same" "$MATCHING"

# --- everything again ---

say 'Asking for everything again, with what was delivered.'
before=$(seen)
started=$(now)
api "$WEBHOOK/redeliver" -H 'Content-Type: application/json' -d '{"from_sequence": 1, "include_delivered": true}' > "$TEMP/answer"
wait_for 120 seen_so_often $((before + MATCHING))
SECOND=$(since "$started")
wait_for 60 idle
deliveries delivered > "$TEMP/second.json"
check "messages that n8n saw a second time, after $SECOND s" "$(grep '^again ' "$MESSAGES/seen.log" | sort -u | wc -l | tr -d ' ')" "$MATCHING"
check 'tries that Daybook counts' "$(jq -s '[.[].attempts[]] | length' "$TEMP/second.json")" "$(seen)"
check 'answers other than 200' "$(jq -s '[.[].attempts[] | select(.status != 200)] | length' "$TEMP/second.json")" 0
check 'kept by n8n, still' "$(kept)" "$MATCHING"

# --- what is not right ---

say 'Sending what is not right.'
head -n 1 <(jq -c . "$TEMP/second.json") > "$TEMP/one.json"
jq -j .request_body "$TEMP/one.json" > "$TEMP/body"
header() { jq -r --arg name "webhook-$1" '.attempts[0].request_headers[$name]' "$TEMP/one.json"; }
sign() { # secret, id, timestamp, body
  node -e '
    const [secret, id, at, body] = process.argv.slice(1);
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const signed = Buffer.concat([Buffer.from(`${id}.${at}.`), require("fs").readFileSync(body)]);
    console.log("v1," + require("crypto").createHmac("sha256", key).update(signed).digest("base64"));' "$@"
}
signed() { # secret, id, timestamp, body: the status
  send "$4" "webhook-id: $2" "webhook-timestamp: $3" "webhook-signature: $(sign "$@")"
}
ID=$(header id) AT=$(header timestamp) SIGNATURE=$(header signature)
UNKNOWN=dlv_0000000000000000000000000a
OTHER=whsec_$(node -p 'require("crypto").randomBytes(32).toString("base64")')
CLOCK=$(node -p 'Math.floor(Date.now() / 1000)')
# One letter of the reason.
sed 's/Zażółć/Zażółc/' "$TEMP/body" > "$TEMP/changed"
! cmp -s "$TEMP/body" "$TEMP/changed" || die 'the changed body is the same'

# Those that are right show that the others are refused for what is wrong with them, and for nothing else.
check "Daybook's own message once more" "$(send "$TEMP/body" "webhook-id: $ID" "webhook-timestamp: $AT" "webhook-signature: $SIGNATURE") $(jq -r .outcome "$TEMP/answer")" '200 again'
check 'the same, signed here' "$(signed "$SECRET" "$ID" "$CLOCK" "$TEMP/body") $(jq -r .outcome "$TEMP/answer")" '200 again'
check 'the same, beside a signature that does not fit' "$(send "$TEMP/body" "webhook-id: $ID" "webhook-timestamp: $AT" "webhook-signature: v1,AAAA $SIGNATURE") $(jq -r .outcome "$TEMP/answer")" '200 again'
check "signed with another secret" "$(signed "$OTHER" "$UNKNOWN" "$CLOCK" "$TEMP/body") $(jq -r .reason "$TEMP/answer")" '401 no signature fits'
check 'another body under a right signature' "$(send "$TEMP/changed" "webhook-id: $ID" "webhook-timestamp: $AT" "webhook-signature: $SIGNATURE") $(jq -r .reason "$TEMP/answer")" '401 no signature fits'
check 'another id under a right signature' "$(send "$TEMP/body" "webhook-id: $UNKNOWN" "webhook-timestamp: $AT" "webhook-signature: $SIGNATURE") $(jq -r .reason "$TEMP/answer")" '401 no signature fits'
late='401 it was signed more than five minutes from now'
check 'signed 305 seconds ago' "$(signed "$SECRET" "$UNKNOWN" $((CLOCK - 305)) "$TEMP/body") $(jq -r .reason "$TEMP/answer")" "$late"
check 'signed for an hour from now' "$(signed "$SECRET" "$UNKNOWN" $((CLOCK + 3600)) "$TEMP/body") $(jq -r .reason "$TEMP/answer")" "$late"
check 'not signed' "$(send "$TEMP/body" "webhook-id: $UNKNOWN" "webhook-timestamp: $CLOCK")" 401
check 'kept by n8n, still' "$(kept)" "$MATCHING"
check 'of it, under the id of what was refused' "$(find "$MESSAGES/kept" -name "$UNKNOWN" | wc -l | tr -d ' ')" 0
jq -j .request_body "$TEMP/one.json" > "$TEMP/sent"
check 'what was kept before has other bytes now' "$(cmp -s "$TEMP/sent" "$MESSAGES/kept/$ID" && echo no || echo yes)" no

# --- n8n cannot keep it ---

say 'Appending one more while n8n cannot write.'
mv "$MESSAGES/drafts" "$MESSAGES/away"
api "$API/events" -H 'Content-Type: application/json' -d '{"type": "post.failed", "correlation_id": "late"}' > "$TEMP/late.json"
refused() { api "$WEBHOOK/deliveries?state=pending" | jq -e '[.data[].last_status] == [500]' >/dev/null; }
wait_for 30 refused
check 'kept by n8n, which answered 500' "$(kept)" "$MATCHING"
mv "$MESSAGES/away" "$MESSAGES/drafts"
wait_for 60 idle
check 'kept by n8n, when Daybook tried again' "$(kept)" $((MATCHING + 1))
check 'which is that event' "$(cat "$MESSAGES"/kept/* | jq -r --slurpfile late "$TEMP/late.json" 'select(.data.id == $late[0].id) | .data.correlation_id')" late

say "$HELD held, $BROKEN did not. $MATCHING events in $FIRST s, and in $SECOND s again; $(seen) messages verified, $(count again) of them seen before."
[ "$BROKEN" -eq 0 ]
