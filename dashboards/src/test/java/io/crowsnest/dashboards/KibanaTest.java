package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Kibana is given to import, read again as Kibana would. No Kibana can be had in a build: this is its structure only. */
class KibanaTest {

    private static final List<Map<String, Object>> OBJECTS = Committed.files()
            .get("kibana/crowsnest.ndjson")
            .lines()
            .map(line -> BoardFile.object(BoardFile.parse(line)))
            .toList();

    @Test
    void each_line_is_an_object_with_an_id_of_ours() {
        assertThat(OBJECTS)
                .extracting(each -> each.get("type") + " " + each.get("id"))
                .containsExactly(
                        "index-pattern crowsnest-logs",
                        "search crowsnest-lines",
                        "visualization crowsnest-volume",
                        "visualization crowsnest-levels",
                        "visualization crowsnest-exceptions",
                        "dashboard crowsnest-logs");
        assertThat(OBJECTS).allMatch(each -> each.containsKey("typeMigrationVersion"));
    }

    @Test
    void references_lead_to_objects_of_the_same_file_that_stand_before() {
        Set<String> known = new HashSet<>();
        for (Map<String, Object> each : OBJECTS) {
            for (Map<String, Object> reference : BoardFile.objects(each.get("references"))) {
                assertThat(known).contains(reference.get("type") + " " + reference.get("id"));
            }
            known.add(each.get("type") + " " + each.get("id"));
        }
    }

    @Test
    void json_that_is_kept_as_text_is_json_and_names_only_references_that_there_are() {
        for (Map<String, Object> each : OBJECTS) {
            Set<Object> names = new HashSet<>();
            BoardFile.objects(each.get("references")).forEach(reference -> names.add(reference.get("name")));
            Map<String, Object> attributes = BoardFile.object(each.get("attributes"));
            if (attributes.containsKey("kibanaSavedObjectMeta")) {
                Map<String, Object> source =
                        parsed(BoardFile.object(attributes.get("kibanaSavedObjectMeta")), "searchSourceJSON");
                assertThat(source).containsKeys("query", "filter");
                if (source.containsKey("indexRefName")) {
                    assertThat(names).contains(source.get("indexRefName"));
                }
            }
            if (attributes.containsKey("visState")) {
                assertThat(parsed(attributes, "visState")).containsKeys("type", "aggs", "params");
            }
            if (attributes.containsKey("fieldFormatMap")) {
                assertThat(parsed(attributes, "fieldFormatMap")).containsKey("trace.id");
            }
        }
    }

    @Test
    void panels_lie_side_by_side_on_the_grid_and_show_what_is_referred_to() {
        Map<String, Object> dashboard = OBJECTS.get(OBJECTS.size() - 1);
        Map<String, Object> attributes = BoardFile.object(dashboard.get("attributes"));
        Set<Object> names = new HashSet<>();
        BoardFile.objects(dashboard.get("references")).forEach(reference -> names.add(reference.get("name")));

        Set<String> taken = new HashSet<>();
        for (Map<String, Object> panel :
                BoardFile.objects(BoardFile.parse(String.valueOf(attributes.get("panelsJSON"))))) {
            assertThat(names).contains(panel.get("panelIndex") + ":" + panel.get("panelRefName"));
            Map<String, Object> place = BoardFile.object(panel.get("gridData"));
            assertThat(place).containsEntry("i", panel.get("panelIndex"));
            for (int x = number(place, "x"); x < number(place, "x") + number(place, "w"); x++) {
                for (int y = number(place, "y"); y < number(place, "y") + number(place, "h"); y++) {
                    assertThat(x).isBetween(0, 47);
                    assertThat(taken.add(x + "," + y)).as("%s,%s is free", x, y).isTrue();
                }
            }
        }
        assertThat(BoardFile.objects(BoardFile.parse(String.valueOf(attributes.get("panelsJSON")))))
                .hasSameSizeAs(names);
    }

    private static int number(Map<String, Object> object, String key) {
        return ((Number) object.get(key)).intValue();
    }

    private static Map<String, Object> parsed(Map<String, Object> object, String key) {
        return BoardFile.object(BoardFile.parse(String.valueOf(object.get(key))));
    }
}
