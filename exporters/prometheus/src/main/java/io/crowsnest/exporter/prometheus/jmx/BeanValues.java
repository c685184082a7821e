package io.crowsnest.exporter.prometheus.jmx;

import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.TabularData;
import org.jspecify.annotations.Nullable;

/** Takes attributes of an MBean apart until there are numbers, truth values and texts. */
final class BeanValues {

    private final Receiver receiver;

    /** Hears of each value. */
    interface Receiver {

        /**
         * A value.
         *
         * @param description of the attribute, maybe empty
         */
        void value(Place place, String description, Object value);

        /** An attribute whose values will never be of a kind that can be shown. */
        void unusable(Place place);
    }

    BeanValues(Receiver receiver) {
        this.receiver = receiver;
    }

    @SuppressWarnings("JavaUtilDate") // toInstant() is not supported by those of java.sql
    void take(Place place, String description, @Nullable Object value) {
        if (value instanceof Number || value instanceof String || value instanceof Boolean) {
            receiver.value(place, description, value);
        } else if (value instanceof Date date) {
            receiver.value(place, description, date.getTime() / 1000.0);
        } else if (value instanceof CompositeData composite) {
            take(place, composite);
        } else if (value instanceof TabularData table) {
            take(place, table);
        } else if (value instanceof Optional<?> optional) {
            take(place, description, optional.orElse(null));
        } else if (value instanceof Enum<?> constant) {
            receiver.value(place, description, constant.toString());
        } else if (value != null && !value.getClass().isArray()) {
            receiver.unusable(place);
        }
    }

    private void take(Place place, CompositeData composite) {
        CompositeType type = composite.getCompositeType();
        List<String> keys = with(place.keys(), place.attribute());
        for (String item : type.keySet()) {
            take(new Place(place.domain(), place.properties(), keys, item), type.getDescription(), composite.get(item));
        }
    }

    /** The columns that tell rows apart become properties; a column named value is the attribute's own. */
    private void take(Place place, TabularData table) {
        CompositeType type = table.getTabularType().getRowType();
        List<String> index = table.getTabularType().getIndexNames();
        TreeSet<String> columns = new TreeSet<>(type.keySet());
        index.forEach(columns::remove);
        List<String> keys = with(place.keys(), place.attribute());
        for (Object row : table.values()) {
            CompositeData cells = (CompositeData) row;
            Map<String, String> properties = properties(place.properties(), index, cells);
            for (String column : columns) {
                Place cell = column.equalsIgnoreCase("value")
                        ? new Place(place.domain(), properties, place.keys(), place.attribute())
                        : new Place(place.domain(), properties, keys, column);
                take(cell, type.getDescription(), cells.get(column));
            }
        }
    }

    private static Map<String, String> properties(Map<String, String> ofBean, List<String> index, CompositeData cells) {
        Map<String, String> properties = new LinkedHashMap<>(ofBean);
        for (String column : index) {
            Object cell = cells.get(column);
            if (cell == null) {
                continue;
            }
            StringBuilder name = new StringBuilder(column);
            while (properties.containsKey(name.toString())) {
                name.append('_');
            }
            if (cell instanceof CompositeData composite) {
                for (String item : composite.getCompositeType().keySet()) {
                    properties.put(name + "_" + item, String.valueOf(composite.get(item)));
                }
            } else {
                properties.put(name.toString(), cell.toString());
            }
        }
        return properties;
    }

    private static List<String> with(List<String> keys, String last) {
        List<String> more = new ArrayList<>(keys);
        more.add(last);
        return List.copyOf(more);
    }
}
