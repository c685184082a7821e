package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.Bytes;
import io.crowsnest.exporter.prometheus.Protobuf;

/**
 * Makes requests of remote write 1.0 out of scrapes: protobuf, packed by Snappy.
 *
 * <pre>
 *   WriteRequest { repeated TimeSeries timeseries = 1; }
 *   TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2; }
 *   Label        { string name = 1; string value = 2; }
 *   Sample       { double value = 1; int64 timestamp = 2; }    milliseconds since 1970
 * </pre>
 *
 * <p>A series that a scrape does not show any more gets one last sample, the not-a-number that Prometheus takes for its end.
 */
final class WriteRequests {

    /** Small enough for what the system takes of a socket at once, so that a receiver that does not read holds up nobody. */
    static final int MOST_SAMPLES = 2000;

    private static final int TIME_SERIES = 1;
    private static final int SAMPLES = 2;
    private static final int VALUE = 1;
    private static final int TIMESTAMP = 2;
    private static final long STALE = 0x7ff0000000000002L;
    private static final long NOT_A_NUMBER = 0x7ff8000000000001L;

    private static final long SMALL_STEP_MILLIS = 60_000;

    private final SeriesTable series;
    private final Taker taker;
    private final SnappyBlock snappy = new SnappyBlock();
    private final Bytes plain = new Bytes(16 * 1024);
    private final Protobuf protobuf = new Protobuf(plain);
    private final Bytes packed = new Bytes(4 * 1024);
    private int samples;
    private long lastMillis;

    /** Takes requests. */
    interface Taker {

        /** A request with so many samples, as it is sent. */
        void take(byte[] body, int samples);
    }

    WriteRequests(SeriesLabels labels, Taker taker) {
        this.series = new SeriesTable(labels);
        this.taker = taker;
    }

    /**
     * All that a scrape shows, as of {@code millis}; later than the last time even if the clock was set back by a little. One that was
     * set back by more is followed: receivers refuse what is of the future.
     *
     * @param last whether it is the end of all series
     */
    void add(Bytes scrape, long millis, boolean last) {
        long time = lastMillis - millis > SMALL_STEP_MILLIS ? millis : Math.max(millis, lastMillis + 1);
        lastMillis = last ? time + 1 : time;
        // What a failure may have left.
        protobuf.reset();
        plain.truncate(0);
        samples = 0;
        series.begin();
        SampleLines.read(scrape, (text, from, to, value) -> {
            SeriesTable.Entry entry = series.see(text, from, to);
            if (entry != null) {
                begin(entry);
                sample(Double.isNaN(value) ? NOT_A_NUMBER : Double.doubleToRawLongBits(value), time);
                if (last) {
                    sample(STALE, time + 1);
                }
                end();
            }
        });
        for (SeriesTable.Entry ended : series.ended()) {
            begin(ended);
            sample(STALE, time);
            end();
        }
        flush();
    }

    private void begin(SeriesTable.Entry entry) {
        protobuf.begin(TIME_SERIES);
        plain.put(entry.labels);
    }

    private void sample(long bits, long millis) {
        protobuf.begin(SAMPLES);
        protobuf.fixed64(VALUE, bits);
        protobuf.number(TIMESTAMP, millis);
        protobuf.end();
        samples++;
    }

    private void end() {
        protobuf.end();
        if (samples >= MOST_SAMPLES) {
            flush();
        }
    }

    private void flush() {
        if (samples > 0) {
            snappy.pack(plain, packed);
            taker.take(packed.copy(), samples);
            plain.truncate(0);
            samples = 0;
        }
    }
}
