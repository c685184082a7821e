package io.crowsnest.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A generated dashboard, read again as Grafana would: nothing of the generator's model is known here. */
record BoardFile(String path, Map<String, Object> json) {

    static List<BoardFile> all() {
        List<BoardFile> all = new ArrayList<>();
        Committed.files().forEach((path, content) -> {
            if (path.startsWith("grafana/dashboards/")) {
                all.add(new BoardFile(path, object(parse(content))));
            }
        });
        return all;
    }

    /** JSON is YAML. */
    static Object parse(String content) {
        return new Load(LoadSettings.builder().setCodePointLimit(10_000_000).build()).loadFromString(content);
    }

    String uid() {
        return text(json, "uid");
    }

    List<Map<String, Object>> rowsAndPanels() {
        return objects(json.get("panels"));
    }

    List<Map<String, Object>> panels() {
        return rowsAndPanels().stream()
                .filter(panel -> !text(panel, "type").equals("row"))
                .toList();
    }

    List<Map<String, Object>> variables() {
        return objects(object(json.get("templating")).get("list"));
    }

    List<Map<String, Object>> annotations() {
        return objects(object(json.get("annotations")).get("list"));
    }

    static List<Map<String, Object>> targets(Map<String, Object> panel) {
        return panel.containsKey("targets") ? objects(panel.get("targets")) : List.of();
    }

    /** Prometheus expressions of a panel; none if it asks something else. */
    static List<String> expressions(Map<String, Object> panel) {
        return targets(panel).stream()
                .filter(target -> target.containsKey("expr"))
                .map(target -> text(target, "expr"))
                .toList();
    }

    static String text(Map<String, Object> object, String key) {
        Object value = object.get(key);
        return value == null ? "" : value.toString();
    }

    static int number(Map<String, Object> object, String key) {
        return ((Number) object.get(key)).intValue();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
