#!/bin/bash
# Starts Kibana with its secrets in its keystore: as environment they would be on its command line, for everybody to see.
set -eu

keystore=/usr/share/kibana/bin/kibana-keystore

# keep SETTING FILE
keep() {
  tr -d '\n' < "/secrets/$2" | "$keystore" add --force --stdin "$1"
}

"$keystore" list > /dev/null 2>&1 || "$keystore" create
keep elasticsearch.password kibana_system
# The same at each start, or people are logged out and what was encrypted cannot be read.
keep xpack.security.encryptionKey kibana_encryption_key
keep xpack.encryptedSavedObjects.encryptionKey kibana_encryption_key
keep xpack.reporting.encryptionKey kibana_encryption_key

exec /usr/local/bin/kibana-docker
