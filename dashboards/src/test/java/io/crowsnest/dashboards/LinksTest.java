package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every link leads somewhere: to a dashboard that there is, with variables that it has, in a form that a browser understands. */
class LinksTest {

    private static final Path DATASOURCES = Path.of("stack/grafana/provisioning/datasources/crowsnest.yml");
    private static final Pattern VARIABLE = Pattern.compile("\\$?\\$\\{(?<name>[^}:]+)(?<form>:queryparam)?}");
    private static final Set<String> OF_GRAFANA = Set.of("from", "to", "timezone");

    private static final Map<String, Set<String>> VARIABLES = variables();

    private static Map<String, Set<String>> variables() {
        Map<String, Set<String>> variables = new HashMap<>();
        for (BoardFile board : BoardFile.all()) {
            Set<String> names = new HashSet<>();
            board.variables().forEach(variable -> names.add("var-" + BoardFile.text(variable, "name")));
            variables.put(board.uid(), names);
        }
        return variables;
    }

    @Test
    void links_of_dashboards_lead_to_dashboards_and_their_variables() {
        List<String> urls = new ArrayList<>();
        for (BoardFile board : BoardFile.all()) {
            urls(board.json(), urls::add);
        }

        assertThat(urls).hasSizeGreaterThan(20).allSatisfy(LinksTest::check);
    }

    @Test
    void examples_and_documents_lead_to_dashboards_and_their_variables() throws Exception {
        List<String> urls = new ArrayList<>();
        urls(BoardFile.parse(Files.readString(DATASOURCES)), url -> {
            if (url.startsWith("/")) {
                urls.add(url);
            }
        });

        assertThat(urls).isNotEmpty().allSatisfy(LinksTest::check);
    }

    private static void urls(Object json, Consumer<String> found) {
        if (json instanceof Map<?, ?> object) {
            object.forEach((key, value) -> {
                if (key.equals("url") && value instanceof String url && !url.isEmpty()) {
                    found.accept(url);
                } else {
                    urls(value, found);
                }
            });
        } else if (json instanceof List<?> list) {
            list.forEach(value -> urls(value, found));
        }
    }

    private static void check(String url) {
        URI link = URI.create(expanded(url));
        String uid = link.getPath().replaceFirst("^/d/", "");
        assertThat(VARIABLES).as(url).containsKey(uid);
        Set<String> given = new HashSet<>();
        for (String parameter : link.getRawQuery().split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            assertThat(parts).as("%s: %s", url, parameter).hasSize(2);
            assertThat(URLDecoder.decode(parts[1], StandardCharsets.UTF_8)).isNotEmpty();
            assertThat(given.add(parts[0])).as("%s: %s once", url, parts[0]).isTrue();
            if (!OF_GRAFANA.contains(parts[0])) {
                assertThat(VARIABLES.get(uid)).as(url).contains(parts[0]);
            }
        }
    }

    /** As Grafana does, with values that want to be encoded. */
    private static String expanded(String url) {
        Matcher variable = VARIABLE.matcher(url);
        return variable.replaceAll(found -> {
            String name = variable.group("name");
            String value = URLEncoder.encode("GET /a?b=ü&c|d", StandardCharsets.UTF_8);
            if (name.equals("__url_time_range")) {
                return "from=1700000000000&to=1700003600000";
            }
            return variable.group("form") == null ? value : "var-" + name + "=" + value;
        });
    }
}
