package io.crowsnest.core.weave;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves the hook points of one class into its class file. The shape of the class stays: no field, method or interface is
 * added, so that classes which are already loaded can be woven too and other agents are not disturbed.
 *
 * <p>What a method with an AROUND hook looks like afterwards:
 *
 * <pre>
 *   state = enter(this, arguments...)
 *   try {
 *     body, where each return becomes: s = state; state = null; exit(s); return
 *   } catch (Throwable t) { thrown(t, state); throw t; }
 * </pre>
 *
 * <p>The calls are {@code invokedynamic}; class files before version 51 cannot hold that, there they are static calls with
 * a site number. Stack maps are padded by hand instead of recomputed: that needs no class hierarchy, hence no class loading.
 */
public final class Weaver {

    private static final int FIRST_WITH_INVOKEDYNAMIC = Opcodes.V1_7;
    private static final int FIRST_WITH_FRAMES = Opcodes.V1_6;

    private final String linker;
    private final SiteNumbers siteNumbers;

    /** Gives each static call a number under which its hook is found at run time. */
    public interface SiteNumbers {

        /** The number of a new site. */
        int next(int hook, Role role, String descriptor);
    }

    /**
     * @param linker internal name of the class that links call sites
     * @param siteNumbers numbers for call sites in old class files
     */
    public Weaver(String linker, SiteNumbers siteNumbers) {
        this.linker = linker;
        this.siteNumbers = siteNumbers;
    }

    /**
     * The class with its hooks, or null if none of its methods is hooked.
     *
     * @param missing gets the points for which the class has no method
     */
    public byte @Nullable [] weave(byte[] classFile, List<HookPoint> points, Collection<HookPoint> missing) {
        ClassReader reader = new ClassReader(classFile);
        missing.addAll(points);
        Map<String, Integer> maxLocals = HookedMethods.maxLocals(reader, points, missing);
        if (maxLocals.isEmpty()) {
            return null;
        }
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new WeavingVisitor(writer, points, maxLocals), ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private final class WeavingVisitor extends ClassVisitor {

        private final List<HookPoint> points;
        private final Map<String, Integer> maxLocals;
        private int version;

        WeavingVisitor(ClassVisitor next, List<HookPoint> points, Map<String, Integer> maxLocals) {
            super(Opcodes.ASM9, next);
            this.points = points;
            this.maxLocals = maxLocals;
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superName,
                String @Nullable [] interfaces) {
            this.version = version & 0xFFFF;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, @Nullable String signature, String @Nullable [] thrown) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, thrown);
            Integer firstFree = maxLocals.get(name.concat(descriptor));
            if (firstFree == null) {
                return next;
            }
            List<HookPoint> here = new ArrayList<>();
            for (HookPoint point : points) {
                if (point.matches(access, name, descriptor)) {
                    here.add(point);
                }
            }
            CallSites calls = version >= FIRST_WITH_INVOKEDYNAMIC
                    ? new CallSites.Dynamic(linker)
                    : new CallSites.Static(linker, siteNumbers);
            return new MethodWeaver(
                    next, calls, here, access, name, descriptor, firstFree, version >= FIRST_WITH_FRAMES);
        }
    }
}
