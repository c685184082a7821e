package io.crowsnest.tests;

import io.crowsnest.core.classfile.TooLargeException;
import io.crowsnest.core.weave.HookPoint;
import io.crowsnest.core.weave.HookPoint.Kind;
import io.crowsnest.core.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Weaves every concrete method of the given jars, links every class and prints what it did. A class that does not link counts as
 * an error only if it links when it is not woven: libraries miss optional dependencies.
 */
public final class BulkWeaving {
    private static final AtomicInteger SITES = new AtomicInteger();
    private static final AtomicInteger TOO_LARGE = new AtomicInteger();
    private static final Weaver WEAVER =
            new Weaver("java/lang/CrowsnestLinker", (hook, role, descriptor) -> SITES.getAndIncrement());

    private BulkWeaving() {}

    public static void main(String[] jars) throws IOException {
        Map<String, byte[]> classes = new HashMap<>();
        for (String jar : jars) {
            read(new File(jar), classes);
        }
        AtomicInteger linked = new AtomicInteger();
        AtomicInteger methods = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        ClassLoader unwoven = new Loader(classes, UnaryOperator.identity());
        ClassLoader woven = new Loader(classes, BulkWeaving::weave);
        classes.entrySet().parallelStream().forEach(entry -> {
            String name = entry.getKey();
            Optional<Throwable> failure = link(name, woven);
            if (failure.isEmpty()) {
                linked.incrementAndGet();
                methods.addAndGet(concreteMethods(entry.getValue()));
            } else if (link(name, unwoven).isEmpty()) {
                errors.incrementAndGet();
                System.out.println("error " + name + ": " + failure.get());
            }
        });
        System.out.println("jars " + jars.length);
        System.out.println("classes " + linked);
        System.out.println("methods " + methods);
        System.out.println("too large " + TOO_LARGE);
        System.out.println("errors " + errors);
    }

    /** Unwoven if a method would outgrow the class file format, as the agent leaves it then. */
    private static byte[] weave(byte[] classFile) {
        try {
            byte[] woven = WEAVER.weave(classFile, everything(classFile), new ArrayList<>());
            return woven == null ? classFile : woven;
        } catch (TooLargeException e) {
            TOO_LARGE.incrementAndGet();
            return classFile;
        }
    }

    /** Every kind of hook on every method that can have it, taking as many arguments as there are. */
    private static List<HookPoint> everything(byte[] classFile) {
        List<HookPoint> points = new ArrayList<>();
        forEachConcreteMethod(classFile, (access, name, descriptor) -> {
            Type[] arguments = Type.getArgumentTypes(descriptor);
            boolean constructor = name.equals("<init>");
            boolean receiver = !constructor && (access & Opcodes.ACC_STATIC) == 0;
            int arity = arguments.length + (receiver ? 1 : 0);
            points.add(new HookPoint(points.size(), Kind.ON_ENTER, name, descriptor, arity, 0));
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i].getSort() >= Type.ARRAY) {
                    points.add(new HookPoint(
                            points.size(), Kind.REPLACE_ARGUMENT, name, descriptor, arity, i + (receiver ? 1 : 0)));
                    break;
                }
            }
            if (!constructor) {
                // A handler around a constructor would see an object that does not exist yet.
                points.add(new HookPoint(points.size(), Kind.AROUND, name, descriptor, arity, 1));
            }
            int replaced = Type.getReturnType(descriptor).getSort() >= Type.ARRAY ? 1 : 0;
            points.add(new HookPoint(points.size(), Kind.ON_RETURN, name, descriptor, 0, replaced));
        });
        return points;
    }

    private static void read(File file, Map<String, byte[]> classes) throws IOException {
        try (JarFile jar = new JarFile(file)) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class")) {
                    try (InputStream input = jar.getInputStream(entry)) {
                        String className = name.substring(0, name.length() - ".class".length());
                        classes.putIfAbsent(className.replace('/', '.'), input.readAllBytes());
                    }
                }
            }
        }
    }

    /** Links the class without initialising it: looking at its fields makes the JVM verify it. */
    private static Optional<Throwable> link(String name, ClassLoader loader) {
        try {
            Field[] unused = Class.forName(name, false, loader).getDeclaredFields();
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError | SecurityException e) {
            return Optional.of(e);
        }
    }

    private static int concreteMethods(byte[] classFile) {
        int[] count = {0};
        forEachConcreteMethod(classFile, (access, name, descriptor) -> count[0]++);
        return count[0];
    }

    private static void forEachConcreteMethod(byte[] classFile, MethodAction action) {
        ClassVisitor visitor = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] thrown) {
                if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
                    action.accept(access, name, descriptor);
                }
                return null;
            }
        };
        new ClassReader(classFile).accept(visitor, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    }

    private interface MethodAction {
        void accept(int access, String name, String descriptor);
    }

    /** Looks into the jars first, so that no library of this test's own class path takes part. */
    private static final class Loader extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        private final Map<String, byte[]> classes;
        private final UnaryOperator<byte[]> weaver;

        Loader(Map<String, byte[]> classes, UnaryOperator<byte[]> weaver) {
            super(ClassLoader.getPlatformClassLoader());
            this.classes = classes;
            this.weaver = weaver;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] classFile = classes.get(name);
            if (classFile == null) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                byte[] woven = weaver.apply(classFile);
                return defineClass(name, woven, 0, woven.length);
            }
        }
    }
}
