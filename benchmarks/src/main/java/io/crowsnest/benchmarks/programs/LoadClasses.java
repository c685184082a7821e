package io.crowsnest.benchmarks.programs;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Loads classes that no agent has loaded before, and says how long that took. */
public final class LoadClasses {

    private static final long SETTLE_MILLIS = 3_000;

    private LoadClasses() {}

    /**
     * Arguments: {@code list DIRECTORY} prints the names of the classes in the directory's jars that can be loaded;
     * {@code load DIRECTORY FILE} loads those named in the file and prints {@code loaded}, their number, wall time and processor time of
     * the loading thread in nanoseconds; then does the same with classes that it makes itself.
     */
    public static void main(String[] arguments) throws Exception {
        List<File> jars = jars(new File(arguments[1]));
        List<URL> urls = new ArrayList<>();
        for (File jar : jars) {
            urls.add(jar.toURI().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            if (arguments[0].equals("list")) {
                list(jars, loader);
            } else {
                // An agent's own start has threads and a compiler queue that would be measured too.
                Thread.sleep(SETTLE_MILLIS);
                load(Files.readAllLines(Path.of(arguments[2])), loader);
                SmallClasses.load();
            }
        }
    }

    private static void list(List<File> jars, ClassLoader loader) throws IOException {
        for (File jar : jars) {
            for (String name : classes(jar)) {
                if (isLoadable(name, loader)) {
                    System.out.println(name);
                }
            }
        }
    }

    /** Optional parts of a library whose own dependencies are absent are not. */
    private static boolean isLoadable(String name, ClassLoader loader) {
        try {
            loader.loadClass(name);
            return true;
        } catch (ClassNotFoundException | LinkageError unloadable) {
            return false;
        }
    }

    private static void load(List<String> names, ClassLoader loader) throws Exception {
        long cpu = ThreadCpu.nanos();
        long start = System.nanoTime();
        for (String name : names) {
            Class.forName(name, false, loader);
        }
        long wall = System.nanoTime() - start;
        System.out.println("loaded " + names.size() + " " + wall + " " + (ThreadCpu.nanos() - cpu));
    }

    private static List<File> jars(File directory) throws IOException {
        File[] files = directory.listFiles((parent, name) -> name.endsWith(".jar"));
        if (files == null) {
            throw new IOException("no directory " + directory);
        }
        List<File> sorted = new ArrayList<>(List.of(files));
        sorted.sort(null);
        return sorted;
    }

    private static List<String> classes(File jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (JarFile file = new JarFile(jar)) {
            for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
                String name = all.nextElement().getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF") && !name.endsWith("-info.class")) {
                    names.add(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                }
            }
        }
        return names;
    }
}
