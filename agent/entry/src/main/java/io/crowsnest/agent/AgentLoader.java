package io.crowsnest.agent;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Loads the agent from {@code crowsnest/.../*.classdata}, which no other loader takes for classes; sees only the JDK. */
final class AgentLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final ZipFile jar;

    AgentLoader(File jar) throws IOException {
        super(ClassLoader.getSystemClassLoader().getParent());
        this.jar = new ZipFile(jar);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = new byte[in.available()];
            new DataInputStream(in).readFully(bytes);
            return defineClass(name, bytes, 0, bytes.length, CrowsnestAgent.class.getProtectionDomain());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // null: no such resource
    public InputStream getResourceAsStream(String name) {
        try {
            ZipEntry entry = jar.getEntry(entryName(name));
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        if (jar.getEntry(entryName(name)) == null) {
            return Collections.emptyEnumeration();
        }
        URL url = new URL("jar:" + new File(jar.getName()).toURI() + "!/" + entryName(name));
        return Collections.enumeration(Collections.singleton(url));
    }

    private static String entryName(String name) {
        return "crowsnest/" + (name.endsWith(".class") ? name + "data" : name);
    }
}
