package io.crowsnest.exporter.spool;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.crowsnest.telemetry.LogEvent.Thrown;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A captured throwable in the form that logstash-logback-encoder's providers read. */
final class ThrownProxy implements IThrowableProxy {

    /** Stands for a frame that was not kept, so that the number of those left out is right. */
    private static final StackTraceElementProxy NOT_KEPT =
            new StackTraceElementProxy(new StackTraceElement("not", "kept", null, -1));

    private final Thrown thrown;
    private final StackTraceElementProxy[] frames;
    private final @Nullable ThrownProxy cause;
    private final ThrownProxy[] suppressed;

    private ThrownProxy(Thrown thrown, StackTraceElementProxy[] around) {
        this.thrown = thrown;
        List<StackTraceElement> own = thrown.frames();
        int shared = Math.min(thrown.sharedFrames(), around.length);
        frames = new StackTraceElementProxy[own.size() + thrown.leftOutFrames() + shared];
        Arrays.fill(frames, NOT_KEPT);
        for (int i = 0; i < own.size(); i++) {
            frames[i] = new StackTraceElementProxy(own.get(i));
        }
        System.arraycopy(around, around.length - shared, frames, frames.length - shared, shared);
        cause = of(thrown.cause(), frames);
        suppressed = thrown.suppressed().stream()
                .map(each -> new ThrownProxy(each, frames))
                .toArray(ThrownProxy[]::new);
    }

    static @Nullable ThrownProxy of(@Nullable Thrown thrown) {
        return of(thrown, new StackTraceElementProxy[0]);
    }

    private static @Nullable ThrownProxy of(@Nullable Thrown thrown, StackTraceElementProxy[] around) {
        return thrown == null ? null : new ThrownProxy(thrown, around);
    }

    /**
     * The same for every error that comes from the same place: of types, classes and methods, without messages and line numbers, which
     * change with the data and with every release. 8 hexadecimal digits.
     */
    String hash() {
        CRC32C hash = new CRC32C();
        for (Thrown each = thrown; each != null; each = each.cause()) {
            update(hash, each.type());
            for (StackTraceElement frame : each.frames()) {
                update(hash, frame.getClassName());
                update(hash, frame.getMethodName());
            }
        }
        return "%08x".formatted(hash.getValue());
    }

    /** Names that are made up at run time end with what is different each time. */
    private static void update(CRC32C hash, String name) {
        int generated = Math.max(name.indexOf("$$"), name.indexOf('/'));
        String stable = generated > 0 ? name.substring(0, generated) : name;
        hash.update(stable.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        hash.update(0);
    }

    @Override
    public @Nullable String getMessage() {
        return thrown.message();
    }

    @Override
    public String getClassName() {
        return thrown.type();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return frames;
    }

    @Override
    public int getCommonFrames() {
        return Math.min(thrown.sharedFrames(), frames.length);
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return cause;
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return suppressed;
    }

    @Override
    public boolean isCyclic() {
        return thrown.circular();
    }
}
