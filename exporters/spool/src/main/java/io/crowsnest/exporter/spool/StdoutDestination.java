package io.crowsnest.exporter.spool;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;

/** Writes documents to the standard output of the process, one a line; past {@code System.out}, which may be the application's own. */
public final class StdoutDestination implements Destination {

    private final OutputStream out;

    public StdoutDestination() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StdoutDestination(OutputStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public BatchResult send(List<Document> batch) {
        try {
            // In one piece, so that no line of the application comes between.
            out.write(Lines.of(batch));
            out.flush();
        } catch (IOException e) {
            return new Failed(Kind.UNREACHABLE, e.toString());
        }
        return new Answered(Collections.nCopies(batch.size(), Verdict.DELIVERED));
    }

    @Override
    public void close() {
        // It is not ours.
    }
}
