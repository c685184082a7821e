import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts the agent into one file. Run by the build as {@code java -cp <all jars> AssembleAgent.java <output> <version> <project>}.
 *
 * <p>The entry module's classes stay where the JVM looks for them. Everything else goes below {@code crowsnest/}, class files
 * as {@code .classdata}, so that no class path scanner, other loader or repackaging plugin takes it for the application's. So do the
 * files of the stack that the command {@code stack init} writes, which are named in {@link #STACK}.
 * Sorted and with one fixed time: two builds give the same bytes. Classes are stored uncompressed where somebody waits for them.
 */
final class AssembleAgent {

    private static final String PREFIX = "crowsnest/";
    private static final int JAVA = 17;

    /** Below the project's directory: a line for each file, its name in the stack and where it is in the project. */
    private static final String STACK = "dashboards/stack/files.txt";

    private static final String SLF4J_PROVIDER = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    /** All that log delivery needs of the Elasticsearch client, whose other 10 MB are typed requests. */
    private static final List<String> ELASTICSEARCH_CLIENT = List.of(
            "co/elastic/clients/ApiClient",
            "co/elastic/clients/json/",
            "co/elastic/clients/transport/",
            "co/elastic/clients/util/",
            "co/elastic/clients/elasticsearch/_types/ElasticsearchException",
            "co/elastic/clients/elasticsearch/_types/ErrorCause",
            "co/elastic/clients/elasticsearch/_types/ErrorResponse");

    /** Of Micrometer's binders those that we bind; the others are for libraries, a megabyte together. */
    private static final String MICROMETER_BINDERS = "io/micrometer/core/instrument/binder/";

    private static final List<String> MICROMETER_BINDERS_WANTED = List.of("jvm/", "system/");

    /** The machines that run JVMs with an Agent of Datadog beside them; natives of 40 more would be 3 MB. */
    private static final List<String> JUNIXSOCKET_NATIVE = List.of(
            "lib/amd64-Linux-clang/jni/libjunixsocket-native-2.10.1.so",
            "lib/aarch64-Linux-clang/jni/libjunixsocket-native-2.10.1.so");

    /** All that the status page needs of its charts' library. */
    private static final List<String> UPLOT = List.of("/LICENSE", "/dist/uPlot.iife.min.js", "/dist/uPlot.min.css");

    /** Brought along by libraries of which we use the part that does without. */
    private static final List<String> UNUSED = List.of("jackson-databind", "jackson-annotations");

    /**
     * Nobody waits for these, so they may take the time to be inflated: the command line, what a first batch of logs is made of and sent with, on
     * a thread of the agent, and sockets that few have.
     */
    private static final List<String> COMPRESSED = List.of(
            PREFIX + "picocli/",
            PREFIX + "ch/qos/logback/",
            PREFIX + "net/logstash/",
            PREFIX + "co/elastic/",
            PREFIX + "org/apache/http/",
            PREFIX + "org/newsclub/");

    private final Map<String, byte[]> entries = new TreeMap<>();

    public static void main(String[] arguments) throws IOException {
        AssembleAgent agent = new AssembleAgent();
        for (String element : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            agent.add(Path.of(element));
        }
        agent.addStack(Path.of(arguments[2]));
        agent.write(Path.of(arguments[0]), arguments[1]);
    }

    private void add(Path path) throws IOException {
        if (Files.notExists(path)) {
            return; // the classes of the module that assembles, which has none
        }
        if (!path.toString().endsWith(".jar")) {
            throw new IOException(path + " is not a jar: build with the package phase");
        }
        String name = path.getFileName().toString();
        if (UNUSED.stream().anyMatch(name::startsWith)) {
            return;
        }
        try (JarFile jar = new JarFile(path.toFile(), false, JarFile.OPEN_READ, Runtime.Version.parse("" + JAVA))) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.versionedStream()::iterator) {
                if (!entry.isDirectory() && isWanted(name, entry.getName())) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        add(name, entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }

    private static boolean isWanted(String jar, String entry) {
        if (entry.endsWith("module-info.class") || entry.equals("META-INF/MANIFEST.MF")) {
            return false;
        }
        if (entry.startsWith("META-INF/maven/") || entry.startsWith("META-INF/native-image/") || entry.endsWith(".SF") || entry.endsWith(".RSA")) {
            return false;
        }
        if (entry.equals(SLF4J_PROVIDER)) {
            // Logback is here for its event model only; the agent logs through none of its libraries.
            return jar.startsWith("slf4j-nop");
        }
        if (jar.startsWith("junixsocket-native")) {
            return JUNIXSOCKET_NATIVE.contains(entry);
        }
        if (jar.startsWith("elasticsearch-java") && entry.endsWith(".class")) {
            return ELASTICSEARCH_CLIENT.stream().anyMatch(entry::startsWith);
        }
        if (jar.startsWith("uplot")) {
            return UPLOT.stream().anyMatch(entry::endsWith);
        }
        if (entry.startsWith(MICROMETER_BINDERS)) {
            String binder = entry.substring(MICROMETER_BINDERS.length());
            return binder.indexOf('/') < 0 || MICROMETER_BINDERS_WANTED.stream().anyMatch(binder::startsWith);
        }
        return true;
    }

    private void add(String jar, String entry, byte[] bytes) throws IOException {
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains("sun/misc/Unsafe")) {
            throw new IOException(entry + " of " + jar + " uses sun.misc.Unsafe, of which Java 24 and later warn");
        }
        if (jar.startsWith("crowsnest-entry")) {
            entries.put(entry, bytes);
        } else if (entry.startsWith("META-INF/services/")) {
            entries.merge(PREFIX + entry, bytes, AssembleAgent::joinLines);
        } else if (entry.startsWith("META-INF/crowsnest/") && entry.endsWith(".tsv")) {
            entries.merge(PREFIX + entry, bytes, AssembleAgent::joinTables);
        } else if (isLegal(entry)) {
            entries.put("META-INF/licenses/" + jar.replaceAll("\\.jar$", "") + "/" + Path.of(entry).getFileName(), bytes);
        } else {
            entries.putIfAbsent(PREFIX + entry + (entry.endsWith(".class") ? "data" : ""), bytes);
        }
    }

    private void addStack(Path project) throws IOException {
        entries.put(PREFIX + "stack/files.txt", Files.readAllBytes(project.resolve(STACK)));
        for (String line : Files.readAllLines(project.resolve(STACK))) {
            if (!line.startsWith("#")) {
                String[] names = line.split(" +");
                entries.put(PREFIX + "stack/" + names[0], Files.readAllBytes(project.resolve(names[1])));
            }
        }
    }

    private static boolean isLegal(String entry) {
        String name = Path.of(entry).getFileName().toString().toUpperCase(java.util.Locale.ROOT);
        return !name.endsWith(".CLASS") && (name.startsWith("LICENSE") || name.startsWith("NOTICE"));
    }

    /** Tables of several modules; a heading, which all of them begin with, stands once. */
    private static byte[] joinTables(byte[] first, byte[] second) {
        String more = new String(second, StandardCharsets.UTF_8);
        String heading = more.substring(0, more.indexOf('\n') + 1);
        boolean stands = new String(first, StandardCharsets.UTF_8).startsWith(heading);
        byte[] rest = (stands ? more.substring(heading.length()) : more).getBytes(StandardCharsets.UTF_8);
        byte[] joined = java.util.Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, joined, first.length, rest.length);
        return joined;
    }

    private static byte[] joinLines(byte[] first, byte[] second) {
        String joined = new String(first, StandardCharsets.UTF_8).stripTrailing()
                + "\n"
                + new String(second, StandardCharsets.UTF_8);
        return joined.getBytes(StandardCharsets.UTF_8);
    }

    private void write(Path output, String version) throws IOException {
        Files.createDirectories(output.getParent());
        try (OutputStream file = Files.newOutputStream(output);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(9);
            put(zip, "META-INF/MANIFEST.MF", manifest(version));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                put(zip, entry.getKey(), entry.getValue());
            }
        }
        System.out.println("assembled " + output.getFileName() + ": " + entries.size() + " entries, "
                + Files.size(output) / 1024 + " KiB");
    }

    private static byte[] manifest(String version) {
        return String.join(
                        "\r\n",
                        List.of(
                                "Manifest-Version: 1.0",
                                "Implementation-Title: crowsnest-agent",
                                "Implementation-Version: " + version,
                                "Main-Class: io.crowsnest.agent.CrowsnestAgent",
                                "Premain-Class: io.crowsnest.agent.CrowsnestAgent",
                                "Agent-Class: io.crowsnest.agent.CrowsnestAgent",
                                "Can-Retransform-Classes: true",
                                "Can-Redefine-Classes: true",
                                // Of the jar as a program only: what send-test does for a datagram socket.
                                "Enable-Native-Access: ALL-UNNAMED",
                                "",
                                ""))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
        boolean isClass = name.endsWith(".class") || name.endsWith(".classdata");
        if (isClass && COMPRESSED.stream().noneMatch(name::startsWith)) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
