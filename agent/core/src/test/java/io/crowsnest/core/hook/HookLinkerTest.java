package io.crowsnest.core.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.core.weave.Role;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Call sites as woven code has them, linked against the hooks at the end of this file. */
final class HookLinkerTest {

    private static final MethodType ENTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType END = MethodType.methodType(void.class, Object.class);
    private static final MethodType ARGUMENT = MethodType.methodType(Object.class, Object.class, Object.class);

    private HookIndex index;
    private HookLinker linker;

    @BeforeEach
    void link() throws Exception {
        Hooks.SEEN.clear();
        String hooks = Hooks.class.getName();
        index = HookIndex.read(withIndex(
                line("AROUND", hooks, "enter", 1, "exit", 0),
                line("AROUND", hooks, "broken", 1, "exit", 0),
                line("REPLACE_ARGUMENT", hooks, "brokenArgument", 2, "-", 1),
                line("AROUND", "io.crowsnest.core.hook.Absent", "enter", 1, "exit", 0),
                line("ON_RETURN", hooks, "replaceResult", 2, "-", 1),
                line("AROUND", hooks, "brokenBeyondWords", 1, "exit", 0)));
        linker = new HookLinker(index, HookLinkerTest.class.getClassLoader());
    }

    @Test
    void aHookGetsTheReceiverAndItsExitTheState() throws Throwable {
        Object state = (Object) site(0, Role.ENTER, ENTER).invokeExact((Object) "receiver");
        site(0, Role.EXIT, END).invokeExact(state);

        assertThat(Hooks.SEEN).containsExactly("enter receiver", "exit state-of-receiver null");
    }

    @Test
    void aThrowReachesTheExit() throws Throwable {
        MethodHandle thrown = site(0, Role.THROWN, MethodType.methodType(void.class, Throwable.class, Object.class));
        thrown.invokeExact((Throwable) new IllegalStateException("x"), (Object) "s");

        assertThat(Hooks.SEEN).containsExactly("exit s java.lang.IllegalStateException: x");
    }

    @Test
    void withoutAStateThereIsNoExit() throws Throwable {
        site(0, Role.EXIT, END).invokeExact((Object) null);

        assertThat(Hooks.SEEN).isEmpty();
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
        assertThat(Hooks.SEEN).isEmpty();
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
                "\t",
                "sample",
                kind,
                "a/Type",
                "method",
                "(",
                hookClass,
                signature(enter),
                "" + arity,
                signature(exit),
                "" + detail);
    }

    private static String signature(String name) {
        return Stream.of(Hooks.class.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .map(method -> MethodType.methodType(method.getReturnType(), method.getParameterTypes()))
                .map(type -> name + type.toMethodDescriptorString())
                .findFirst()
                .orElse(name);
    }

    private static ClassLoader withIndex(String... lines) {
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return new ClassLoader(null) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** Loaded by the hook loader; what it saw is kept where both copies of this class can reach it. */
    static final class Hooks {

        static final List<String> SEEN = io.crowsnest.core.seen.SeenByHooks.LIST;

        private Hooks() {}

        static Object enter(String self) {
            SEEN.add("enter " + self);
            return "state-of-" + self;
        }

        static void exit(Object state, Throwable thrown) {
            SEEN.add("exit " + state + " " + thrown);
        }

        static Object broken(String self) {
            throw new IllegalStateException("broken on purpose");
        }

        static Object brokenBeyondWords(String self) {
            throw new Untold();
        }

        static String brokenArgument(String self, String argument) {
            throw new IllegalStateException("broken on purpose");
        }

        static String replaceResult(String self, String result) {
            return self + ":" + result;
        }
    }

    /** As an application may have them: what it says depends on something that is not there. */
    private static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}
