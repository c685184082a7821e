#!/bin/sh
# Prepares Elasticsearch for the stack. Sets everything to what it shall be, whatever was there: running it again changes nothing.
set -eu

program=elasticsearch-setup
here=$(dirname "$0")
secrets=${SECRETS:-/secrets}
# Read by http.sh.
# shellcheck disable=SC2034
wrong_password="Elasticsearch takes the password of elastic at its first start only: put the old one into .env, or begin anew with: \
docker compose --profile logs down -v"

# shellcheck source-path=SCRIPTDIR
. "$here/http.sh"

# json METHOD PATH: sends standard input.
json() {
  cat > "$work/body"
  request "$1" "$ELASTICSEARCH_URL$2" -H 'Content-Type: application/json' --data-binary "@$work/body" > "$work/ignored"
  echo "$program: $2"
}

# user NAME ROLE FILE
user() {
  printf '{"password": "%s", "roles": ["%s"]}' "$(quoted "$secrets/$3")" "$2" | json PUT "/_security/user/$1"
}

log_in "${ELASTICSEARCH_ADMINISTRATOR:-elastic}" "$secrets/elastic"
request GET "$ELASTICSEARCH_URL/_cluster/health?wait_for_status=yellow&timeout=5s" > "$work/ignored"

# The part of Elasticsearch's own template for logs-*-* that is left to its users.
json PUT '/_component_template/logs@custom' < "$here/elasticsearch/logs-custom.json"

json PUT /_security/role/crowsnest-append < "$here/elasticsearch/role-append.json"
json PUT /_security/role/crowsnest-read < "$here/elasticsearch/role-read.json"
user crowsnest-agent crowsnest-append agent
user crowsnest-logstash crowsnest-append logstash
user crowsnest-grafana crowsnest-read grafana_reader

# Kibana's own user is there from the start, without a password.
printf '{"password": "%s"}' "$(quoted "$secrets/kibana_system")" | json POST /_security/user/kibana_system/_password
echo "$program: done"
