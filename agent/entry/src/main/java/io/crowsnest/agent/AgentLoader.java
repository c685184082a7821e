package io.crowsnest.agent;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Loads the agent from entries of its jar that no other loader takes for classes: below {@code crowsnest/}, named
 * {@code .classdata}. Its parent is the platform loader, so agent and application never see each other's libraries.
 */
final class AgentLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final String PREFIX = "crowsnest/";

    private final ZipFile jar;
    private final String root;

    AgentLoader(File jar) throws IOException {
        super(ClassLoader.getSystemClassLoader().getParent());
        this.jar = new ZipFile(jar);
        this.root = jar.toURI().toURL() + "!/" + PREFIX;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ZipEntry entry = jar.getEntry(PREFIX + name.replace('.', '/') + ".classdata");
        if (entry == null) {
            throw new ClassNotFoundException(name);
        }
        try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            byte[] bytes = new byte[(int) entry.getSize()];
            in.readFully(bytes);
            return defineClass(name, bytes, 0, bytes.length, CrowsnestAgent.class.getProtectionDomain());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // null is how a loader says that it has no such resource
    protected URL findResource(String name) {
        String entry = name.endsWith(".class") ? name + "data" : name;
        try {
            return jar.getEntry(PREFIX + entry) == null ? null : new URL("jar", "", -1, root + entry);
        } catch (MalformedURLException e) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL found = findResource(name);
        return found == null
                ? Collections.<URL>emptyEnumeration()
                : Collections.enumeration(Collections.singleton(found));
    }
}
