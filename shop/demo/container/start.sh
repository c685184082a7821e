#!/bin/sh
# Starts the shop in its container, with the agent. Its logs are delivered if there is a host named LOGS_HOST, which is so when the
# stack runs with its profile "logs"; one that appears later makes the shop begin again, with logs. Once on they stay on: what cannot
# be delivered waits in the spool.
set -u

logs_are_on() {
  getent hosts "$LOGS_HOST" > /dev/null
}

deliver_logs=false
if logs_are_on; then
  deliver_logs=true
  export CROWSNEST_LOGSTASH_URL="$LOGS_URL"
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
  if ! $deliver_logs && logs_are_on; then
    echo "start.sh: there is a $LOGS_HOST now, starting again to deliver logs"
    kill -TERM "$shop"
    break
  fi
done
wait "$shop"
