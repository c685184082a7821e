package io.crowsnest.core.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HookIndexTest {

    /** Two modules' indexes, one behind the other. */
    private static final String INDEX = block("pool", "a/Pool", hook("open"), hook("clöse"))
            + block("trace", "a/Pool", hook("open"))
            + block("trace", "b/Queue", hook("put"), hook("take"));

    private final HookIndex index = read(INDEX);

    @Test
    void aClassHasTheHooksOfAllInstrumentationsInTheOrderOfTheIndex() {
        assertThat(index.hooks("a/Pool"))
                .extracting(
                        hook -> hook.instrumentation().id() + " " + hook.point().method())
                .containsExactly("pool open", "pool clöse", "trace open");
    }

    @Test
    void aHookIsFoundByItsNumberAlsoIfItsClassWasNotMet() {
        assertThat(index.hook(4).point().method()).isEqualTo("take");
        for (String type : List.of("a/Pool", "b/Queue")) {
            for (Hook hook : index.hooks(type)) {
                assertThat(index.hook(hook.point().number())).isSameAs(hook);
            }
        }
    }

    @Test
    void aClassWithoutHooksIsNotThere() {
        assertThat(index.contains("a/Poo")).isFalse();
        assertThat(index.hooks("a/Poo")).isEmpty();
        assertThat(index.binaryNames()).containsExactlyInAnyOrder("a.Pool", "b.Queue");
    }

    @Test
    void whatIsSwitchedOffIsForgottenAndTheOthersKeepTheirNumbers() {
        Hook open = index.hook(0);
        index.remove("trace");

        assertThat(index.contains("b/Queue")).isFalse();
        assertThat(index.hooks("a/Pool")).hasSize(2).first().isSameAs(open);
        assertThat(index.instrumentation("trace")).isNull();
    }

    @Test
    void aJarWithoutAnIndexIsSaidToBeBroken() {
        assertThatThrownBy(() -> HookIndex.read(new ClassLoader(null) {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hooks.tsv");
    }

    private static String hook(String method) {
        return String.join("\t", "AROUND", method, "(", "a.Hooks", "enter()Ljava/lang/Object;", "0", "-", "0") + "\n";
    }

    private static String block(String instrumentation, String type, String... hooks) {
        String lines = String.join("", hooks);
        int bytes = lines.getBytes(StandardCharsets.UTF_8).length;
        return String.join("\t", instrumentation, type, "" + hooks.length, "" + bytes) + "\n" + lines;
    }

    private static HookIndex read(String text) {
        try {
            return HookIndex.read(new ClassLoader(null) {
                @Override
                public InputStream getResourceAsStream(String name) {
                    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
