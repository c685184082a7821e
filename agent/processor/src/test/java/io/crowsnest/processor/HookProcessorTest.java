package io.crowsnest.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles small hooks against a small library. */
final class HookProcessorTest {

    private static final String LIBRARY = """
            package lib;
            public class Client {
                public Client(String name) {}
                public String call(String command, int times) { return command; }
                public void call(byte[] raw) {}
                public static String of(String name) { return name; }
                public int size() { return 1; }
            }
            """;

    @TempDir
    private Path output;

    @Test
    void anAroundHookIsIndexedWithWhatTheAgentNeeds() throws IOException {
        assertThat(compile("""
                        @Around(type = "lib.Client", method = "call", args = {"java.lang.String", "int"})
                        static Object enter(lib.Client self, String command) { return self; }
                        static void exit(Object state, Object result, Throwable thrown) {}
                        """)).isEmpty();
        assertThat(index())
                .containsExactly(
                        "AROUND\tcall\t(Ljava/lang/String;I)\thooks.LibHooks\tenter(Llib/Client;Ljava/lang/String;)Ljava/lang/Object;\t2\texit(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;)V\t1");
    }

    @Test
    void twoDotsStandForAnyArgumentsThatFollow() throws IOException {
        assertThat(compile("""
                        @Around(type = "lib.Client", method = "call", args = {"java.lang.String", ".."}, exit = "")
                        static void enter(lib.Client self) {}
                        """)).isEmpty();
        assertThat(index())
                .containsExactly("ON_ENTER\tcall\t(Ljava/lang/String;\thooks.LibHooks\tenter(Llib/Client;)V\t1\t-\t0");
    }

    @Test
    void anArgumentIsCountedAmongTheParametersOfTheHook() throws IOException {
        assertThat(compile("""
                        @ReplaceArgument(type = "lib.Client", method = "call", args = {"java.lang.String", "int"}, index = 0)
                        static String replace(Object self, String command) { return command; }
                        @ReplaceArgument(type = "lib.Client", method = "<init>", args = "java.lang.String", index = 0)
                        static String name(String name) { return name; }
                        """)).isEmpty();
        assertThat(index())
                .containsExactly(
                        "REPLACE_ARGUMENT\t<init>\t(Ljava/lang/String;)\thooks.LibHooks\tname(Ljava/lang/String;)Ljava/lang/String;\t1\t-\t0",
                        "REPLACE_ARGUMENT\tcall\t(Ljava/lang/String;I)\thooks.LibHooks\treplace(Ljava/lang/Object;Ljava/lang/String;)Ljava/lang/String;\t2\t-\t1");
    }

    @Test
    void aClassThatTheLibraryLacksIsAnError() throws IOException {
        assertThat(compile("@OnReturn(type = \"lib.Server\", method = \"call\") static void seen(Object self) {}"))
                .containsExactly("no class lib.Server on the compile class path");
    }

    @Test
    void aMethodThatTheLibraryLacksIsAnError() throws IOException {
        assertThat(compile("@OnReturn(type = \"lib.Client\", method = \"send\") static void seen(Object self) {}"))
                .containsExactly("none of the types has, with these arguments, send");
    }

    @Test
    void aParameterThatCannotTakeTheArgumentIsAnError() throws IOException {
        assertThat(compile("""
                        @Around(type = "lib.Client", method = "call", args = {"java.lang.String", "int"}, exit = "")
                        static void enter(lib.Client self, Integer command) {}
                        """))
                .containsExactly("parameter 1 cannot take a java.lang.String of lib/Client.call(Ljava/lang/String;I)");
    }

    @Test
    void anAroundHookOnAConstructorIsAnError() throws IOException {
        assertThat(compile("""
                        @Around(type = "lib.Client", method = "<init>", args = "..")
                        static Object enter() { return ""; }
                        static void exit(Object state, Throwable thrown) {}
                        """)).containsExactly("a constructor can only be hooked with @OnReturn or @ReplaceArgument");
    }

    @Test
    void aHookWithoutItsExitIsAnError() throws IOException {
        assertThat(compile("@Around(type = \"lib.Client\", method = \"size\") static Object enter() { return \"\"; }"))
                .containsExactly("there is no exit method exit");
    }

    @Test
    void anInstanceMethodIsNoHook() throws IOException {
        assertThat(compile("@OnReturn(type = \"lib.Client\", method = \"size\") void seen(Object self) {}"))
                .containsExactly("a hook is static and not private");
    }

    @Test
    void aPrimitiveResultCannotBeReplaced() throws IOException {
        assertThat(
                        compile(
                                "@OnReturn(type = \"lib.Client\", method = \"size\") static int seen(Object self, int n) { return 2; }"))
                .containsExactly("cannot replace the result of lib/Client.size(");
    }

    /** The hooks of the library's class. The heading, which says how many and how long they are, is checked on the way. */
    private List<String> index() throws IOException {
        String index = Files.readString(output.resolve("META-INF/crowsnest/hooks.tsv"));
        int end = index.indexOf('\n');
        String hooks = index.substring(end + 1);
        List<String> lines = hooks.lines().toList();
        assertThat(index.substring(0, end)).isEqualTo("lib\tlib/Client\t" + lines.size() + "\t" + hooks.length());
        return lines;
    }

    /** Compiles a class with these hooks and returns the errors. */
    private List<String> compile(String hooks) throws IOException {
        String source = """
                package hooks;
                import io.crowsnest.hook.*;
                @Instrumentation(id = "lib", library = "lib:lib", versions = "[1,2)", description = "calls")
                final class LibHooks {
                %s
                }
                """.formatted(hooks);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            JavaCompiler.CompilationTask task = compiler.getTask(
                    null,
                    files,
                    diagnostics,
                    null,
                    null,
                    List.of(new Source("lib/Client", LIBRARY), new Source("hooks/LibHooks", source)));
            task.setProcessors(List.of(new HookProcessor()));
            task.call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(null))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
