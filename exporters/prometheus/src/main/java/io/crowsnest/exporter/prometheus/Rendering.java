package io.crowsnest.exporter.prometheus;

import java.io.IOException;
import java.io.OutputStream;

/** A scrape as it is sent, to one client or to several that asked at the same time. Its buffers are used again when all have it. */
final class Rendering implements Body {

    private final Bytes plain = new Bytes(16 * 1024);
    private final Bytes packed = new Bytes(4 * 1024);
    private final Gzip gzip;
    private final Runnable unused;
    private boolean isPacked;
    private int readers;

    /** Calls {@code unused} when the last reader is done. */
    Rendering(Gzip gzip, Runnable unused) {
        this.gzip = gzip;
        this.unused = unused;
    }

    /** To be written anew; nobody reads it. */
    Bytes begin() {
        isPacked = false;
        plain.truncate(0);
        return plain;
    }

    synchronized void add(int moreReaders) {
        readers += moreReaders;
    }

    @Override
    public int length(boolean gzipped) {
        return (gzipped ? packed() : plain).size();
    }

    @Override
    public void writeTo(OutputStream out, boolean gzipped) throws IOException {
        Bytes bytes = gzipped ? packed() : plain;
        out.write(bytes.array(), 0, bytes.size());
    }

    private synchronized Bytes packed() {
        if (!isPacked) {
            gzip.pack(plain, packed);
            isPacked = true;
        }
        return packed;
    }

    @Override
    public void done() {
        boolean last;
        synchronized (this) {
            last = --readers == 0;
        }
        if (last) {
            unused.run();
        }
    }
}
