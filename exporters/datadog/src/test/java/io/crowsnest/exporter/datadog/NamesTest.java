package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NamesTest {

    @Test
    void keepsTheNamesOfMicrometer() {
        assertThat(Names.metric("http.server.requests")).isEqualTo("http.server.requests");
        assertThat(Names.tag("uri", "/products/{id}")).isEqualTo("uri:/products/{id}");
    }

    @Test
    void letsNoNameEndItsField() {
        assertThat(Names.metric("a:1|c\nb")).isEqualTo("a_1_c_b");
        assertThat(Names.metric("täg")).isEqualTo("t_g");
        assertThat(Names.metric("1st")).isEqualTo("m_1st");
        assertThat(Names.metric("")).isEqualTo("m_");
    }

    @Test
    void letsNoTagEndItsField() {
        assertThat(Names.tag("a,b", "x|c\ny")).isEqualTo("a_b:x_c_y");
        assertThat(Names.tag("a:b", "c:d:")).isEqualTo("a_b:c:d_");
        assertThat(Names.tag("", "x")).isEqualTo("_:x");
    }

    @Test
    void letsNoTagSayWhereTheMetricComesFrom() {
        assertThat(Names.tag("host", "somewhere-else")).isEqualTo("host_:somewhere-else");
        assertThat(Names.tag("dd.internal.entity_id", "none")).isEqualTo("dd.internal.entity_id_:none");
    }

    @Test
    void aLabelWithoutValueIsNone() {
        assertThat(Names.tag("error.type", "")).isEmpty();
    }

    @Test
    void longNamesStayDifferent() {
        String one = Names.tag("k", "x".repeat(300) + "a");
        String two = Names.tag("k", "x".repeat(300) + "b");

        assertThat(one).hasSize(200).isNotEqualTo(two);
    }

    @Test
    void cutsNoCharacterInHalf() {
        String tag = Names.tag("k", "😀".repeat(150));

        assertThat(tag.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
    }
}
