package io.crowsnest.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The account that servers run as: the caller's own or, because both servers refuse to run as root, {@code nobody}.
 */
final class ServerAccount {

    private static final String UNPRIVILEGED = "nobody";

    private final List<String> prefix;

    private ServerAccount(List<String> prefix) {
        this.prefix = prefix;
    }

    /**
     * @throws IOException if the caller is root and no tool that changes the user is installed
     */
    static ServerAccount find() throws IOException {
        return isRoot() ? new ServerAccount(changeUser()) : new ServerAccount(List.of());
    }

    /** Is this account another one than the caller's? */
    boolean isOther() {
        return !prefix.isEmpty();
    }

    /** The command line that runs {@code command} as this account. */
    List<String> command(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return List.copyOf(all);
    }

    /** Gives a file or an empty directory to this account. */
    void own(Path path) throws IOException {
        if (isOther()) {
            UserPrincipal owner =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED);
            Files.setOwner(path, owner);
        }
    }

    /** Can this account enter the directory? */
    boolean canEnter(Path directory) throws IOException {
        return succeeds(command(List.of("/bin/sh", "-c", "cd \"$0\"", directory.toString())));
    }

    /** Can this account run the program with this argument? */
    boolean canRun(Path program, String argument) throws IOException {
        return succeeds(command(List.of(program.toString(), argument)));
    }

    private static boolean isRoot() throws IOException {
        Path probe = Files.createTempFile("crowsnest", ".owner");
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(probe, PosixFileAttributeView.class);
            return view != null && view.getOwner().getName().equals("root");
        } finally {
            Files.delete(probe);
        }
    }

    private static List<String> changeUser() throws IOException {
        Optional<Path> setpriv = onPath("setpriv");
        // BusyBox has a setpriv that can't change the user.
        if (setpriv.isPresent()) {
            List<String> command = List.of(
                    setpriv.get().toString(), "--reuid=" + UNPRIVILEGED, "--regid=" + primaryGroup(), "--clear-groups");
            if (succeeds(append(command, "true"))) {
                return command;
            }
        }
        Optional<Path> runuser = onPath("runuser");
        if (runuser.isPresent()) {
            return List.of(runuser.get().toString(), "-u", UNPRIVILEGED, "--");
        }
        Optional<Path> su = onPath("su");
        if (su.isPresent()) {
            return List.of(su.get().toString(), "-s", "/bin/sh", UNPRIVILEGED, "-c", "exec \"$0\" \"$@\"");
        }
        throw new IOException("PostgreSQL and Elasticsearch refuse to run as root, and none of setpriv, runuser and su"
                + " is installed to start them as " + UNPRIVILEGED + ": install one or run as another user");
    }

    private static String primaryGroup() throws IOException {
        for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
            String[] fields = line.split(":", -1);
            if (fields[0].equals(UNPRIVILEGED) && fields.length > 3) {
                return fields[3];
            }
        }
        throw new IOException("no account named " + UNPRIVILEGED + " in /etc/passwd to run the servers as");
    }

    private static Optional<Path> onPath(String program) {
        // The usual places too: root's PATH may lack sbin, where Debian keeps runuser.
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                        Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<String> append(List<String> command, String argument) {
        List<String> all = new ArrayList<>(command);
        all.add(argument);
        return all;
    }

    private static boolean succeeds(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
