package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Expression.Selector;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpressionTest {

    @Test
    void finds_names_matchers_functions_windows_and_groupings() {
        Expression expression =
                Expression.of("topk(3, sum by (job, le) (rate(a_total{job=~\"$job\", x!=\"1,2\"}[$__rate_interval])"
                        + " offset 1w)) / on (job) group_left () (scalar(b:c) > 0 and time() - d * 1e3) or vector(0)");

        assertThat(expression.selectors())
                .containsExactly(
                        new Selector("a_total", Map.of("job", "=~$job", "x", "!=1,2"), "rate", "$__rate_interval"),
                        new Selector("b:c", Map.of(), "scalar", ""),
                        new Selector("d", Map.of(), "", ""));
        assertThat(expression.groupings()).containsExactly("job", "le", "job");
    }
}
