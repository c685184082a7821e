package io.crowsnest.core.weave;

import io.crowsnest.core.classfile.ByteVector;
import io.crowsnest.core.classfile.ClassFile;
import io.crowsnest.core.classfile.ConstantPool;
import io.crowsnest.core.classfile.TooLargeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * a site number.
 *
 * <p>Everything but the methods that are hooked is copied as it is, and constants are only added. A library that reads a class as a whole and writes
 * it anew costs the start of an application more than all hooks: its own code is large, cold, and compiled while the application waits.
 */
public final class Weaver {

    private static final int FIRST_WITH_INVOKEDYNAMIC = 51;
    private static final int FIRST_WITH_FRAMES = 50;

    /** Abstract or native. */
    private static final int WITHOUT_CODE = 0x0400 | 0x0100;

    private static final String BOOTSTRAP_METHODS = "BootstrapMethods";

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
     * @throws TooLargeException if it would be too large for a class file
     */
    public byte @Nullable [] weave(byte[] classFile, List<HookPoint> points, Collection<HookPoint> missing) {
        missing.addAll(points);
        return new Weaving(new ClassFile(classFile), points, missing).weave();
    }

    /** What is done to one class. */
    private final class Weaving {

        private final ClassFile file;
        private final List<HookPoint> points;
        private final Collection<HookPoint> missing;
        private final ConstantPool constants;

        /** What follows the constants. */
        private final ByteVector rest;

        private @Nullable CallSites calls;

        /** Up to here the file was copied. */
        private int copied;

        Weaving(ClassFile file, List<HookPoint> points, Collection<HookPoint> missing) {
            this.file = file;
            this.points = points;
            this.missing = missing;
            constants = new ConstantPool(file.constants());
            rest = new ByteVector(file.length());
            copied = file.poolEnd();
        }

        byte @Nullable [] weave() {
            int methods = file.methods();
            int attributes = file.membersEnd(methods);
            int at = methods + ClassFile.U2;
            for (int left = file.u2(methods); left > 0; left--) {
                weaveMethod(at, attributes);
                at = file.attributesEnd(at + ClassFile.MEMBER_HEAD);
            }
            CallSites used = calls;
            if (used == null) {
                return null;
            }
            if (used instanceof CallSites.Dynamic dynamic) {
                addBootstraps(dynamic, attributes);
            }
            copyTo(file.length());
            return whole();
        }

        private byte[] whole() {
            ByteVector whole = new ByteVector(
                    rest.size() + file.poolEnd() + constants.bytes().size());
            file.copy(0, file.pool() - ClassFile.U2, whole);
            whole.put2(constants.count());
            file.copy(file.pool(), file.poolEnd() - file.pool(), whole);
            return whole.put(constants.bytes()).put(rest).toArray();
        }

        private void weaveMethod(int method, int classAttributes) {
            int access = file.u2(method);
            if ((access & WITHOUT_CODE) != 0 || !isNamed(file.u2(method + ClassFile.U2))) {
                return;
            }
            String name = file.utf8(file.u2(method + ClassFile.U2));
            String descriptor = file.utf8(file.u2(method + 2 * ClassFile.U2));
            List<HookPoint> here = new ArrayList<>();
            for (HookPoint point : points) {
                if (point.matches(access, name, descriptor)) {
                    missing.remove(point);
                    here.add(point);
                }
            }
            int at = method + ClassFile.MEMBER_HEAD + ClassFile.U2;
            for (int left = here.isEmpty() ? 0 : file.u2(method + ClassFile.MEMBER_HEAD); left > 0; left--) {
                int attribute = file.u2(at);
                int content = at + ClassFile.U2 + ClassFile.U4;
                int end = content + file.u4(at + ClassFile.U2);
                if (file.isUtf8(attribute, "Code")) {
                    copyTo(at);
                    new WovenMethod(file, constants, calls(classAttributes), here, access, name, descriptor, content)
                            .writeTo(rest, attribute, file.version() >= FIRST_WITH_FRAMES);
                    copied = end;
                }
                at = end;
            }
        }

        /** Whether a hook point has this name. */
        private boolean isNamed(int name) {
            for (HookPoint point : points) {
                if (file.isUtf8(name, point.method())) {
                    return true;
                }
            }
            return false;
        }

        private CallSites calls(int classAttributes) {
            CallSites made = calls;
            if (made == null) {
                int bootstraps = find(BOOTSTRAP_METHODS, classAttributes);
                made = file.version() >= FIRST_WITH_INVOKEDYNAMIC
                        ? new CallSites.Dynamic(
                                linker, bootstraps < 0 ? 0 : file.u2(bootstraps + ClassFile.U2 + ClassFile.U4))
                        : new CallSites.Static(linker, siteNumbers);
                calls = made;
            }
            return made;
        }

        /** Where the attribute with this name begins, among those that begin at {@code attributes}; negative if there is none. */
        private int find(String name, int attributes) {
            int at = attributes + ClassFile.U2;
            for (int left = file.u2(attributes); left > 0; left--) {
                if (file.isUtf8(file.u2(at), name)) {
                    return at;
                }
                at += ClassFile.U2 + ClassFile.U4 + file.u4(at + ClassFile.U2);
            }
            return -1;
        }

        private void addBootstraps(CallSites.Dynamic dynamic, int attributes) {
            ByteVector added = dynamic.bootstraps(constants);
            int present = find(BOOTSTRAP_METHODS, attributes);
            if (present < 0) {
                copyTo(attributes);
                rest.put2(file.u2(attributes) + 1);
                rest.put2(constants.utf8(BOOTSTRAP_METHODS)).put4(ClassFile.U2 + added.size());
                rest.put2(dynamic.added()).put(added);
                copied = attributes + ClassFile.U2;
                return;
            }
            int content = present + ClassFile.U2 + ClassFile.U4;
            int length = file.u4(present + ClassFile.U2);
            copyTo(present + ClassFile.U2);
            rest.put4(length + added.size()).put2(file.u2(content) + dynamic.added());
            copied = content + ClassFile.U2;
            copyTo(content + length);
            rest.put(added);
        }

        private void copyTo(int end) {
            file.copy(copied, end - copied, rest);
            copied = end;
        }
    }
}
