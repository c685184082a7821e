package io.crowsnest.core.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.core.sample.SampleHooks;
import io.crowsnest.core.seen.SeenByHooks;
import io.crowsnest.core.weave.Role;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Call sites as woven code has them, linked against {@link SampleHooks}. */
final class HookLinkerTest {

    private static final MethodType ENTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType END = MethodType.methodType(void.class, Object.class);
    private static final MethodType ARGUMENT = MethodType.methodType(Object.class, Object.class, Object.class);

    private HookIndex index;
    private HookLinker linker;

    @BeforeEach
    void link() throws Exception {
        SeenByHooks.LIST.clear();
        String hooks = SampleHooks.class.getName();
        index = HookIndex.read(withIndex(
                line("AROUND", hooks, "enter", 1, "exit", 0),
                line("AROUND", hooks, "broken", 1, "exit", 0),
                line("REPLACE_ARGUMENT", hooks, "brokenArgument", 2, "-", 1),
                line("AROUND", "io.crowsnest.core.hook.Absent", "enter", 1, "exit", 0),
                line("ON_RETURN", hooks, "replaceResult", 2, "-", 1),
                line("AROUND", hooks, "brokenBeyondWords", 1, "exit", 0),
                line("AROUND", hooks, "count", 3, "counted", 1),
                line("ON_RETURN", hooks, "seeReceiver", 1, "-", 0),
                line("AROUND", hooks, "enter", 1, "brokenExit", 0)));
        linker = new HookLinker(index, HookLinkerTest.class.getClassLoader());
    }

    @Test
    void aHookGetsTheReceiverAndItsExitTheState() throws Throwable {
        Object state = (Object) site(0, Role.ENTER, ENTER).invokeExact((Object) "receiver");
        site(0, Role.EXIT, END).invokeExact(state);

        assertThat(SeenByHooks.LIST).containsExactly("enter receiver", "exit state-of-receiver null");
    }

    @Test
    void aThrowReachesTheExit() throws Throwable {
        MethodHandle thrown = site(0, Role.THROWN, MethodType.methodType(void.class, Throwable.class, Object.class));
        thrown.invokeExact((Throwable) new IllegalStateException("x"), (Object) "s");

        assertThat(SeenByHooks.LIST).containsExactly("exit s java.lang.IllegalStateException: x");
    }

    @Test
    void withoutAStateThereIsNoExit() throws Throwable {
        site(0, Role.EXIT, END).invokeExact((Object) null);

        assertThat(SeenByHooks.LIST).isEmpty();
    }

    @Test
    void aFailingHookGivesNoStateAndIsCounted() throws Throwable {
        Object state = (Object) site(1, Role.ENTER, ENTER).invokeExact((Object) "receiver");

        assertThat(state).isNull();
        assertThat(index.hook(1).instrumentation().lastFailure()).contains("broken on purpose");
    }

    @Test
    void aFailingHookLeavesTheArgumentAsItWas() throws Throwable {
        MethodHandle site = site(2, Role.ARGUMENT, ARGUMENT);

        assertThat((Object) site.invokeExact((Object) "receiver", (Object) "argument"))
                .isEqualTo("argument");
    }

    @Test
    void aFailureThatFailsToSayWhatItIsStaysInsideToo() throws Throwable {
        for (int i = 0; i < 5; i++) {
            Object state = (Object) site(5, Role.ENTER, ENTER).invokeExact((Object) "receiver");
            assertThat(state).isNull();
        }

        assertThat(index.hook(5).instrumentation().lastFailure()).endsWith("Untold");
        assertThat(index.hook(5).instrumentation().isOff()).isTrue();
    }

    @Test
    void theFifthFailureSwitchesEverySiteOff() throws Throwable {
        MethodHandle healthy = site(0, Role.ENTER, ENTER);
        MethodHandle argument = site(2, Role.ARGUMENT, ARGUMENT);
        for (int i = 0; i < 5; i++) {
            Object ignored = (Object) site(1, Role.ENTER, ENTER).invokeExact((Object) "receiver");
        }

        assertThat(index.hook(0).instrumentation().isOff()).isTrue();
        assertThat((Object) healthy.invokeExact((Object) "receiver")).isNull();
        assertThat((Object) argument.invokeExact((Object) "receiver", (Object) "kept"))
                .isEqualTo("kept");
        assertThat(SeenByHooks.LIST).isEmpty();
    }

    @Test
    void aFullStackIsTheApplicationsAndSwitchesNothingOff() throws Throwable {
        for (int i = 0; i < 9; i++) {
            index.hook(0).instrumentation().failed(new StackOverflowError());
        }

        assertThat(index.hook(0).instrumentation().isOff()).isFalse();
    }

    @Test
    void aMissingHookClassLeavesANoOp() throws Throwable {
        Object state = (Object) site(3, Role.ENTER, ENTER).invokeExact((Object) "receiver");

        assertThat(state).isNull();
        assertThat(index.hook(3).instrumentation().lastFailure()).contains("Absent");
    }

    @Test
    void aResultIsReplaced() throws Throwable {
        MethodHandle site = site(4, Role.RESULT, ARGUMENT);

        assertThat((Object) site.invokeExact((Object) "result", (Object) "receiver"))
                .isEqualTo("receiver:result");
    }

    @Test
    void numbersPassAsTheyAreOrInTheirBoxes() throws Throwable {
        MethodHandle enter =
                site(6, Role.ENTER, MethodType.methodType(Object.class, Object.class, int.class, double.class));
        MethodHandle exit = site(6, Role.EXIT, MethodType.methodType(void.class, int.class, Object.class));
        MethodHandle thrown = site(6, Role.THROWN, MethodType.methodType(void.class, Throwable.class, Object.class));

        Object state = (Object) enter.invokeExact((Object) "self", 41, 1.5);
        exit.invokeExact(7, state);
        thrown.invokeExact((Throwable) null, state);

        assertThat(SeenByHooks.LIST).containsExactly("count 41 1.5", "counted 42 7 null", "counted 42 0 null");
    }

    @Test
    void aHookThatWantsTheReceiverAloneGetsIt() throws Throwable {
        site(7, Role.RESULT, MethodType.methodType(void.class, long.class, Object.class))
                .invokeExact(5L, (Object) "self");
        site(7, Role.RESULT, END).invokeExact((Object) "self of a method without a result");

        assertThat(SeenByHooks.LIST).containsExactly("saw self", "saw self of a method without a result");
    }

    @Test
    void aReceiverOfAnotherTypeIsAFailureLikeOthers() throws Throwable {
        Object state = (Object) site(0, Role.ENTER, ENTER).invokeExact((Object) 5);

        assertThat(state).isNull();
        assertThat(index.hook(0).instrumentation().lastFailure()).contains("ClassCastException");
    }

    @Test
    void aFailingExitIsCounted() throws Throwable {
        site(8, Role.EXIT, END).invokeExact((Object) "state");

        assertThat(index.hook(8).instrumentation().lastFailure()).contains("broken on purpose");
    }

    @Test
    void sitesOfOneShapeShareAnAdapter() {
        MutableCallSite one = (MutableCallSite) linker.link(MethodHandles.lookup(), "enter", ENTER, 0);
        MutableCallSite other = (MutableCallSite) linker.link(MethodHandles.lookup(), "enter", ENTER, 0);

        assertThat(one.getTarget()).isSameAs(other.getTarget());
    }

    /** Otherwise the compiler would inline it, and with it the hook, into each woven method; from 325 bytes on it does not. */
    @Test
    void theCallOfAHookIsTooLargeToBeInlined() {
        byte[] classFile = AdapterClass.write("a/B", 1, index.hook(0), Role.ENTER, ENTER);

        assertThat(codeLength(classFile, AdapterClass.CALL)).isGreaterThan(325);
        assertThat(codeLength(classFile, AdapterClass.NOTHING)).isLessThan(5);
    }

    /** In bytes. */
    private static int codeLength(byte[] classFile, String method) {
        int[] last = {0};
        ClassReader reader = new ClassReader(classFile) {
            @Override
            protected void readBytecodeInstructionOffset(int offset) {
                last[0] = offset;
            }
        };
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] thrown) {
                        return name.equals(method) ? new MethodVisitor(Opcodes.ASM9) {} : null;
                    }
                },
                0);
        // The last instruction is a return.
        return last[0] + 1;
    }

    @Test
    void aSiteOfAnOldClassFileIsFoundByItsNumber() throws Throwable {
        int number = linker.next(0, Role.ENTER, "(Ljava/lang/Object;)Ljava/lang/Object;");

        assertThat(linker.call(number, new Object[] {"receiver"})).isEqualTo("state-of-receiver");
        assertThat(linker.call(number, new Object[] {"again"})).isEqualTo("state-of-again");
    }

    private MethodHandle site(int hook, Role role, MethodType type) {
        return linker.link(MethodHandles.lookup(), role.label(), type, hook).dynamicInvoker();
    }

    private static String line(String kind, String hookClass, String enter, int arity, String exit, int detail) {
        return String.join(
                "\t", kind, "method", "(", hookClass, signature(enter), "" + arity, signature(exit), "" + detail);
    }

    private static String signature(String name) {
        return Stream.of(SampleHooks.class.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .map(method -> MethodType.methodType(method.getReturnType(), method.getParameterTypes()))
                .map(type -> name + type.toMethodDescriptorString())
                .findFirst()
                .orElse(name);
    }

    private static ClassLoader withIndex(String... lines) {
        String hooks = String.join("\n", lines) + "\n";
        String heading = String.join("\t", "sample", "a/Type", "" + lines.length, "" + hooks.length()) + "\n";
        byte[] bytes = (heading + hooks).getBytes(StandardCharsets.UTF_8);
        return new ClassLoader(null) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
