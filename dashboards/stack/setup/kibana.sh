#!/bin/sh
# Puts data view, saved search and dashboard into Kibana. Replaces those that have the same ids: running it again changes nothing.
set -eu

program=kibana-setup
secrets=${SECRETS:-/secrets}
objects=${OBJECTS:-/objects}/crowsnest.ndjson
# Read by http.sh.
# shellcheck disable=SC2034
wrong_password="See what elasticsearch-setup says of it."

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/http.sh"

log_in elastic "$secrets/elastic"
answer=$(request POST "$KIBANA_URL/api/saved_objects/_import?overwrite=true" -H 'kbn-xsrf: crowsnest' \
  -F "file=@$objects;type=application/ndjson")
# The status is 200 also when some were refused.
case $answer in
  *'"success":true'*) echo "$program: data view, saved search and dashboard are in place" ;;
  *) fail "Kibana refused objects of $objects: $answer" ;;
esac
