#!/bin/sh
# For the scripts beside it, which read it with ".": requests that wait until a server is ready. Wants curl, nothing else.

# Seconds to wait for a server, and between two tries.
: "${SETUP_PATIENCE:=300}" "${SETUP_PAUSE:=2}"
# What the reading script says of itself.
: "${program:?}" "${wrong_password:?}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "$program: $*" >&2
  exit 1
}

# Text of a file as it may stand between quotes, in JSON and for curl.
quoted() {
  tr -d '\n' < "$1" | sed 's/[\\"]/\\&/g'
}

# log_in USER FILE: who sends the requests. In a file, as everybody may see arguments.
log_in() {
  user=$1
  printf 'user = "%s:%s"\n' "$user" "$(quoted "$2")" > "$work/user"
}

# request METHOD URL [curl options]: prints the answer. Tries again while the server is not there or not ready (no connection, 408,
# 429, 502, 503, 504); any other answer than 2xx ends the script with a message.
request() {
  method=$1 url=$2
  shift 2
  until=$(($(date +%s) + SETUP_PATIENCE))
  while :; do
    : > "$work/answer"
    status=$(curl -sS -K "$work/user" -X "$method" --max-time 60 -o "$work/answer" -w '%{http_code}' "$@" "$url" \
      2> "$work/error") || status=000
    case $status in
      2??)
        cat "$work/answer"
        return
        ;;
      000 | 408 | 429 | 502 | 503 | 504) ;;
      401) fail "$url: 401, the server has another password for user $user. $wrong_password" ;;
      *) fail "$method $url: $status $(head -c 600 "$work/answer")" ;;
    esac
    if [ "$(date +%s)" -ge "$until" ]; then
      fail "$url is not ready after $SETUP_PATIENCE s: $status $(head -c 300 "$work/error") $(head -c 300 "$work/answer")"
    fi
    echo "$program: waiting for ${url%%\?*} ($status)" >&2
    sleep "$SETUP_PAUSE"
  done
}
