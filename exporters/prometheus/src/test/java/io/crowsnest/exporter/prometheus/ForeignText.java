package io.crowsnest.exporter.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Prometheus gets of families of a source, for tests outside of this package. */
public final class ForeignText {

    private ForeignText() {}

    /** In the text format. */
    public static String of(List<ForeignFamily> families) {
        Bytes out = new Bytes(1024);
        FamilyWriter writer = Format.TEXT.writer();
        families.forEach(family -> writer.write(family, out));
        return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
    }
}
