#!/bin/sh
# Starts the shop in its container, with the agent. What else of the stack is there depends on its profiles: logs are delivered if there
# is a host named LOGS_HOST, metrics are sent to Datadog if there is one named DATADOG_HOST. One that appears later makes the shop begin
# again, with it. What is on stays on while it is away: logs wait in the spool.
set -u

is_there() {
  getent hosts "$1" > /dev/null
}

on=""
if is_there "$LOGS_HOST"; then
  on="$LOGS_HOST"
  export CROWSNEST_LOGSTASH_URL="$LOGS_URL"
fi
if is_there "$DATADOG_HOST"; then
  on="$on $DATADOG_HOST"
  export CROWSNEST_DATADOG_URL="$DATADOG_URL"
fi
SPRING_DATASOURCE_PASSWORD=$(cat /secrets/database)
export SPRING_DATASOURCE_PASSWORD

java -XX:MaxRAMPercentage=50 -javaagent:crowsnest-agent.jar -jar shop.jar &
shop=$!
trap 'kill -TERM "$shop"' TERM INT

while kill -0 "$shop" 2> /dev/null; do
  sleep "${LOOK_EVERY:-5}" &
  # Unlike sleep itself this ends when a signal comes.
  wait $!
  for host in "$LOGS_HOST" "$DATADOG_HOST"; do
    case " $on " in
      *" $host "*) ;;
      *)
        if is_there "$host"; then
          echo "start.sh: there is a $host now, starting again with it"
          kill -TERM "$shop"
          break 2
        fi
        ;;
    esac
  done
done
wait "$shop"
