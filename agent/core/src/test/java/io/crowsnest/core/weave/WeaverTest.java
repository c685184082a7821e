package io.crowsnest.core.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.core.classfile.TooLargeException;
import io.crowsnest.core.weave.HookPoint.Kind;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Each test runs on a class file that can hold invokedynamic (61) and on one that cannot (50). */
final class WeaverTest {

    @BeforeEach
    void forget() {
        RecordingLinker.CALLS.clear();
        RecordingLinker.SITES.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void anAroundHookSeesReceiverArgumentsStateAndResult(int version) throws Exception {
        Object result = run(version, point(Kind.AROUND, "sum", 4, 1), "sum", 2, 40L, "x");

        assertThat(result).isEqualTo(42L);
        assertThat(RecordingLinker.CALLS).containsExactly("enter [Sample, 2, 40, x]", "exit [42, state]");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void aThrowReachesTheHookAndThenTheCaller(int version) {
        assertThatThrownBy(() -> run(version, point(Kind.AROUND, "fail", 1, 0), "fail"))
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseMessage("on purpose");

        assertThat(RecordingLinker.CALLS)
                .containsExactly("enter [Sample]", "thrown [java.lang.IllegalStateException: on purpose, state]");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void anExceptionThatTheMethodCatchesItselfIsNotSeen(int version) throws Exception {
        Object result = run(version, point(Kind.AROUND, "recover", 1, 0), "recover");

        assertThat(result).isEqualTo("recovered");
        assertThat(RecordingLinker.CALLS).containsExactly("enter [Sample]", "exit [state]");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void anArgumentIsReplaced(int version) throws Exception {
        Object result = run(version, point(Kind.REPLACE_ARGUMENT, "echo", 2, 1), "echo", "before");

        assertThat(result).isEqualTo("replaced");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void anArgumentOfAStaticMethodIsReplaced(int version) throws Exception {
        Object result = run(version, point(Kind.REPLACE_ARGUMENT, "staticEcho", 2, 1), "staticEcho", 7L, "before");

        assertThat(result).isEqualTo("7replaced");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void aResultIsReplaced(int version) throws Exception {
        Object result = run(version, point(Kind.ON_RETURN, "echo", 0, 1), "echo", "before");

        assertThat(result).isEqualTo("replaced");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void aConstructorIsSeenWhenItReturns(int version) throws Exception {
        run(version, point(Kind.ON_RETURN, "<init>", 0, 0), "echo", "text");

        assertThat(RecordingLinker.CALLS).containsExactly("result [Sample]");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void twoAroundHooksLeaveInReverseOrder(int version) throws Exception {
        List<HookPoint> points =
                List.of(point(Kind.AROUND, "recover", 1, 0), new HookPoint(1, Kind.AROUND, "recover", "(", 0, 0));
        run(version, points, "recover");

        assertThat(RecordingLinker.CALLS).containsExactly("enter [Sample]", "enter []", "exit [state]", "exit [state]");
        assertThat(RecordingLinker.HOOKS).containsExactly(0, 1, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void argumentsAreReplacedFromLeftToRightInWhicheverOrderTheirHooksCome(int version) throws Exception {
        HookPoint ofFirst = new HookPoint(0, Kind.REPLACE_ARGUMENT, "join", "(", 2, 1);
        HookPoint ofSecond = new HookPoint(1, Kind.REPLACE_ARGUMENT, "join", "(", 3, 2);

        for (List<HookPoint> points : List.of(List.of(ofFirst, ofSecond), List.of(ofSecond, ofFirst))) {
            RecordingLinker.CALLS.clear();
            Object result = run(version, points, "join", "a", "b");

            assertThat(result).isEqualTo("replaced+replaced");
            assertThat(RecordingLinker.HOOKS).containsExactly(0, 1);
            assertThat(RecordingLinker.CALLS).containsExactly("argument [Sample, a]", "argument [Sample, replaced, b]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void hooksOfAllKindsHaveTheirPlaceInWhicheverOrderTheyCome(int version) throws Exception {
        HookPoint around = new HookPoint(0, Kind.AROUND, "echo", "(", 2, 1);
        HookPoint onReturn = new HookPoint(1, Kind.ON_RETURN, "echo", "(", 0, 1);
        HookPoint argument = new HookPoint(2, Kind.REPLACE_ARGUMENT, "echo", "(", 2, 1);
        HookPoint onEnter = new HookPoint(3, Kind.ON_ENTER, "echo", "(", 2, 0);

        for (List<HookPoint> points :
                List.of(List.of(around, onReturn, argument, onEnter), List.of(onEnter, argument, onReturn, around))) {
            RecordingLinker.CALLS.clear();
            run(version, points, "echo", "before");

            assertThat(RecordingLinker.CALLS)
                    .containsExactly(
                            "enterOnly [Sample, before]",
                            "argument [Sample, before]",
                            "enter [Sample, replaced]",
                            "result [replaced, Sample]",
                            "exit [replaced, state]");
            assertThat(RecordingLinker.HOOKS).containsExactly(3, 2, 0, 1, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void aClassWithoutATargetIsLeftAlone(int version) throws IOException {
        assertThat(weaver().weave(sample(version), List.of(point(Kind.AROUND, "absent", 0, 0)), new ArrayList<>()))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void aHookForArgumentsGetsNoReceiver(int version) throws Exception {
        run(version, point(Kind.AROUND_ARGUMENTS, "sum", 2, 0), "sum", 2, 40L, "x");
        run(version, point(Kind.AROUND_ARGUMENTS, "staticEcho", 1, 0), "staticEcho", 7L, "x");

        assertThat(RecordingLinker.CALLS).containsExactly("enter [2, 40]", "exit [state]", "enter [7]", "exit [state]");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_6})
    void aHookForArgumentsLeavesMethodsAloneThatHaveFewer(int version) throws IOException {
        List<HookPoint> missing = new ArrayList<>();
        HookPoint point = point(Kind.AROUND_ARGUMENTS, "echo", 2, 0);

        assertThat(weaver().weave(sample(version), List.of(point), missing)).isNull();
        assertThat(missing).containsExactly(point);
    }

    /** A jump names how far it goes in two bytes. */
    @Test
    void aClassIsLeftAloneWhoseJumpsWouldGetTooFar() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC, "Far", null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "far", "(I)V", null, null);
        Label far = new Label();
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitJumpInsn(Opcodes.IFEQ, far);
        code.visitInsn(Opcodes.RETURN);
        for (int i = 0; i < Short.MAX_VALUE - 10; i++) {
            code.visitInsn(Opcodes.NOP);
        }
        code.visitLabel(far);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(1, 1);
        code.visitEnd();

        assertThatThrownBy(() -> weaver().weave(
                                writer.toByteArray(), List.of(point(Kind.ON_RETURN, "far", 0, 0)), new ArrayList<>()))
                .isInstanceOf(TooLargeException.class)
                .hasMessage("too far to jump");
    }

    private static HookPoint point(Kind kind, String method, int arity, int detail) {
        return new HookPoint(0, kind, method, "(", arity, detail);
    }

    private static Object run(int version, HookPoint point, String method, Object... arguments) throws Exception {
        return run(version, List.of(point), method, arguments);
    }

    private static Object run(int version, List<HookPoint> points, String method, Object... arguments)
            throws Exception {
        RecordingLinker.HOOKS.clear();
        byte[] woven = weaver().weave(sample(version), points, new ArrayList<>());
        Class<?> type = new ClassLoader(WeaverTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(Sample.class.getName(), woven, 0, woven.length);
            }
        }.define();
        Object instance = type.getDeclaredConstructor().newInstance();
        for (var each : type.getDeclaredMethods()) {
            if (each.getName().equals(method)) {
                return each.invoke(instance, arguments);
            }
        }
        throw new NoSuchMethodException(method);
    }

    private static Weaver weaver() {
        return new Weaver(RecordingLinker.class.getName().replace('.', '/'), RecordingLinker::site);
    }

    private static byte[] sample(int version) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(Sample.class.getName())
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public void visit(
                                    int compiled,
                                    int access,
                                    String name,
                                    String signature,
                                    String parent,
                                    String[] all) {
                                super.visit(version, access, name, signature, parent, all);
                            }
                        },
                        0);
        return writer.toByteArray();
    }
}
