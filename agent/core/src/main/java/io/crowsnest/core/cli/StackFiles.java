package io.crowsnest.core.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the stack by their names in its directory. They are those of the project without its demo, with passwords of
 * their own.
 */
final class StackFiles {

    /** Holds the passwords, so nobody else may read it, and it is never overwritten. */
    private static final String SETTINGS = ".env";

    private static final String COMPOSE = "docker-compose.yml";

    /** Beside this class' package, where the assembly of the jar puts it. */
    private static final String RESOURCES = "/stack/";

    private static final Pattern DEMO = Pattern.compile("(?ms)^ *# demo \\{$.*?^ *# }$\\R?");
    private static final Pattern PASSWORD = Pattern.compile("(?m)^#(\\w+_PASSWORD)=$");
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 24;

    private final Map<String, String> files;

    private StackFiles(Map<String, String> files) {
        this.files = files;
    }

    /** @throws IOException if this is not run from the assembled jar */
    static StackFiles ofJar() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (String line : resource("files.txt").lines().toList()) {
            if (!line.startsWith("#")) {
                String name = line.substring(0, line.indexOf(' '));
                files.put(name, resource(name));
            }
        }
        return new StackFiles(adapted(files, new SecureRandom()));
    }

    /** The files of the project as those of a stack that stands for itself. */
    static Map<String, String> adapted(Map<String, String> files, Random random) {
        Map<String, String> adapted = new LinkedHashMap<>(files);
        adapted.computeIfPresent(
                COMPOSE,
                (name, content) -> withoutDemo(content)
                        .replace("./dashboards/stack/", "./")
                        .replace("./dashboards/output/", "./"));
        adapted.computeIfPresent(SETTINGS, (name, content) -> {
            String passwords = PASSWORD.matcher(withoutDemo(content))
                    .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "=" + password(random)));
            return passwords.replace("#GRAFANA_ANONYMOUS=true", "GRAFANA_ANONYMOUS=false");
        });
        return Collections.unmodifiableMap(adapted);
    }

    List<String> existingIn(Path directory) {
        List<String> existing = new ArrayList<>();
        for (String name : files.keySet()) {
            if (Files.exists(directory.resolve(name))) {
                existing.add(name);
            }
        }
        return existing;
    }

    /** Overwrites what is there, except the settings. */
    void writeTo(Path directory) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            createDirectories(directory, Path.of(file.getKey()).getParent());
            if (!file.getKey().equals(SETTINGS)) {
                Files.writeString(path, file.getValue());
                permit(path, "rw-r--r--");
            } else if (Files.notExists(path)) {
                Files.createFile(path);
                permit(path, "rw-------");
                Files.writeString(path, file.getValue());
            }
        }
    }

    private static void createDirectories(Path directory, @Nullable Path below) throws IOException {
        Files.createDirectories(directory);
        Path path = directory;
        for (Path name : below == null ? List.<Path>of() : below) {
            path = path.resolve(name);
            Files.createDirectories(path);
            permit(path, "rwxr-xr-x");
        }
    }

    /** Whatever the umask: the servers in the containers are other users. */
    private static void permit(Path path, String permissions) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private static String withoutDemo(String content) {
        return DEMO.matcher(content).replaceAll("");
    }

    private static String password(Random random) {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = StackFiles.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                throw new FileNotFoundException(
                        RESOURCES + name + " is not in this jar: only crowsnest-agent.jar has it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
