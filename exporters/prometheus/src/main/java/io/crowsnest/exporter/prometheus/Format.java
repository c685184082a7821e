package io.crowsnest.exporter.prometheus;

/** The exposition formats. Names are the same in all of them, with underscores, so no client has to be asked for its escaping. */
enum Format {
    TEXT("text/plain; version=0.0.4; charset=utf-8") {
        @Override
        FamilyWriter writer() {
            return new TextWriter(false);
        }
    },
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8") {
        @Override
        FamilyWriter writer() {
            return new TextWriter(true);
        }
    },
    PROTOBUF("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited") {
        @Override
        FamilyWriter writer() {
            return new ProtobufWriter();
        }
    };

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    abstract FamilyWriter writer();
}
