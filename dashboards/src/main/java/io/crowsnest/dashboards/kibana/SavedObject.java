package io.crowsnest.dashboards.kibana;

import static io.crowsnest.dashboards.Json.object;

import io.crowsnest.dashboards.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A saved object of Kibana, as one line of what its import API takes.
 *
 * @param type with the version of its format: that of Kibana 8.9, the oldest that is read here; later ones convert it
 * @param id the same for ever, so that an import replaces what an earlier one brought
 * @param attributes as the type has them; where Kibana keeps JSON as text, {@link Json#line} of it
 * @param references every object that the attributes refer to, by the name that they use
 */
record SavedObject(Type type, String id, Map<String, @Nullable Object> attributes, List<Reference> references) {

    enum Type {
        DATA_VIEW("index-pattern", "8.0.0"),
        SEARCH("search", "8.0.0"),
        VISUALIZATION("visualization", "8.5.0"),
        DASHBOARD("dashboard", "8.9.0");

        final String name;
        final String version;

        Type(String name, String version) {
            this.name = name;
            this.version = version;
        }
    }

    /** That {@code object} is meant by {@code name} in the attributes. */
    record Reference(String name, SavedObject object) {}

    /** The name by which a search or a visualization refers to its data view. */
    static final String DATA_VIEW = "kibanaSavedObjectMeta.searchSourceJSON.index";

    String line() {
        List<Object> targets = new ArrayList<>();
        for (Reference reference : references) {
            SavedObject target = reference.object();
            targets.add(object("id", target.id, "name", reference.name(), "type", target.type.name));
        }
        return Json.line(object(
                "attributes",
                attributes,
                "coreMigrationVersion",
                "8.8.0",
                "id",
                id,
                "references",
                targets,
                "type",
                type.name,
                "typeMigrationVersion",
                type.version));
    }
}
