#!/bin/sh
# Makes the passwords of the stack: secrets.sh DIRECTORY. One file a password; what is there already stays.
#
# A password from the environment (.env) wins over the one that is there. Runs as root in BusyBox, so that every file can belong to
# the program that reads it: Elasticsearch refuses a password that others may read.
set -eu

directory=$1
umask 077

# secret NAME OWNER MODE [VALUE]
secret() {
  file=$directory/$1
  if [ -n "${4:-}" ]; then
    printf '%s' "$4" > "$file.new"
  elif [ -s "$file" ]; then
    return
  else
    tr -dc 'A-Za-z0-9' < /dev/urandom | head -c 32 > "$file.new"
    echo "made $1"
  fi
  chown "$2" "$file.new"
  chmod "$3" "$file.new"
  mv "$file.new" "$file"
}

# 1000: Elasticsearch, Logstash and Kibana. 472: Grafana. They share the group 0.
secret elastic 1000:0 400 "${ELASTIC_PASSWORD:-}"
secret kibana_system 1000:0 400
secret kibana_encryption_key 1000:0 400
secret logstash 1000:0 400
secret agent 1000:0 400 "${AGENT_PASSWORD:-}"
secret grafana_reader 472:0 440
secret grafana_admin 472:0 400 "${GRAFANA_ADMIN_PASSWORD:-}"
# For PostgreSQL and the demo, which share neither user nor group; the database can be reached from inside the stack only.
secret database 0:0 444
