package io.crowsnest.exporter.prometheus.jmx;

import io.crowsnest.telemetry.LogText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the MBeans that a rule file wants, one after the other, until the time is over. What the rules say of an attribute is kept
 * for the next time where it does not depend on the value. Not for two threads at once.
 */
final class MBeanCrawl {

    /** Tables may have other rows each time; what is beyond this is matched each time. */
    private static final int MOST_VERDICTS = 10_000;

    private final MBeanServer server;
    private final Rules rules;
    private final Map<ObjectName, Known> known = new HashMap<>();
    private volatile @Nullable ObjectName asked;

    /** What is known of an MBean from the last time. */
    private static final class Known {

        private final Map<String, String> properties;
        private final Map<Place, Rules.Verdict> verdicts = new HashMap<>();
        private final Set<String> unusable = new HashSet<>();

        Known(ObjectName bean) {
            properties = JmxNames.properties(bean);
        }
    }

    /** What one crawl found. */
    static final class Result {

        final Families families = new Families();
        int beans;
        int attributesUnreadable;
        int beansUnreached;

        @Nullable
        String lastFailure;

        void failed(ObjectName bean, String attribute, Throwable failure) {
            attributesUnreadable++;
            lastFailure = bean + " " + attribute + ": " + LogText.describe(failure);
        }
    }

    MBeanCrawl(MBeanServer server, Rules rules) {
        this.server = server;
        this.rules = rules;
    }

    /** Reads until {@code deadline}, a {@link System#nanoTime()}. */
    Result read(long deadline) {
        Result result = new Result();
        Set<ObjectName> beans = beans();
        known.keySet().retainAll(beans);
        for (ObjectName bean : beans) {
            if (System.nanoTime() - deadline >= 0) {
                result.beansUnreached = beans.size() - result.beans;
                result.lastFailure = "the time was over before " + bean;
                break;
            }
            result.beans++;
            asked = bean;
            try {
                read(bean, result);
            } catch (JMException | RuntimeException | Error e) {
                rethrowIfFatal(e);
                result.failed(bean, "", e);
            }
        }
        return result;
    }

    /** The MBean that was asked last, null before the first; for other threads, too. */
    @Nullable
    ObjectName asked() {
        return asked;
    }

    /** Errors of MBeans come wrapped; what is not wrapped concerns the whole JVM. */
    private static void rethrowIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
    }

    private Set<ObjectName> beans() {
        Set<ObjectName> beans = new HashSet<>();
        List<ObjectName> included = rules.included();
        if (included == null) {
            addAll(null, beans);
        } else {
            included.forEach(pattern -> addAll(pattern, beans));
        }
        for (ObjectName pattern : rules.excluded()) {
            beans.removeIf(pattern::apply);
        }
        return beans;
    }

    /** Instances instead of names: some servers make their MBeans when they are asked for. */
    private void addAll(@Nullable ObjectName pattern, Set<ObjectName> beans) {
        for (ObjectInstance instance : server.queryMBeans(pattern, null)) {
            beans.add(instance.getObjectName());
        }
    }

    private void read(ObjectName bean, Result result) throws JMException {
        Known ofBean = known.computeIfAbsent(bean, Known::new);
        Map<String, MBeanAttributeInfo> wanted = new LinkedHashMap<>();
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
            if (attribute.isReadable()
                    && !ofBean.unusable.contains(attribute.getName())
                    && rules.attributes().wants(bean, attribute.getName())) {
                wanted.put(attribute.getName(), attribute);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        AttributeList together = together(bean, wanted.keySet());
        if (together == null) {
            oneByOne(bean, wanted.keySet(), values, result);
        } else {
            for (Object each : together) {
                if (each instanceof Attribute attribute) {
                    values.put(attribute.getName(), attribute.getValue());
                }
            }
            result.attributesUnreadable += Math.max(0, wanted.size() - together.size());
        }
        Customizer customizer = customizer(bean);
        BeanReading reading = new BeanReading(bean, ofBean, labels(customizer, values), result);
        BeanValues apart = new BeanValues(reading);
        if (customizer != null) {
            for (Customizer.Extra extra : customizer.extras()) {
                apart.take(place(bean, ofBean, extra.name()), extra.description(), extra.value());
            }
        }
        values.forEach((name, value) -> {
            MBeanAttributeInfo attribute = wanted.get(name);
            String description = attribute == null ? null : attribute.getDescription();
            apart.take(place(bean, ofBean, name), description == null ? "" : description, value);
        });
    }

    private static Place place(ObjectName bean, Known ofBean, String attribute) {
        return new Place(bean.getDomain(), ofBean.properties, List.of(), attribute);
    }

    /** Null if the MBean does not answer for all at once. */
    private @Nullable AttributeList together(ObjectName bean, Set<String> names) throws JMException {
        try {
            return server.getAttributes(bean, names.toArray(new String[0]));
        } catch (javax.management.InstanceNotFoundException e) {
            throw e;
        } catch (JMException | RuntimeException e) {
            return null;
        }
    }

    private void oneByOne(ObjectName bean, Set<String> names, Map<String, Object> values, Result result) {
        for (String name : names) {
            try {
                values.put(name, server.getAttribute(bean, name));
            } catch (JMException | RuntimeException e) {
                result.failed(
                        bean, name, e instanceof RuntimeMBeanException && e.getCause() != null ? e.getCause() : e);
            }
        }
    }

    private @Nullable Customizer customizer(ObjectName bean) {
        for (Customizer customizer : rules.customizers()) {
            if (customizer.isFor(bean)) {
                return customizer;
            }
        }
        return null;
    }

    private static Map<String, String> labels(@Nullable Customizer customizer, Map<String, Object> values) {
        if (customizer == null) {
            return Map.of();
        }
        Map<String, String> labels = new HashMap<>();
        for (String attribute : customizer.attributesAsLabels()) {
            Object value = values.get(attribute);
            if (value != null) {
                labels.put(attribute, value.toString());
            }
        }
        return labels;
    }

    /** Gives the values of one MBean to the rules. */
    private final class BeanReading implements BeanValues.Receiver {

        private final ObjectName bean;
        private final Known ofBean;
        private final Map<String, String> labels;
        private final Result result;

        BeanReading(ObjectName bean, Known ofBean, Map<String, String> labels, Result result) {
            this.bean = bean;
            this.ofBean = ofBean;
            this.labels = labels;
            this.result = result;
        }

        @Override
        public void value(Place place, String description, Object value) {
            try {
                Match match = verdict(place, description, value).match();
                Double number = match == null ? null : match.number(value);
                if (match != null && number != null) {
                    result.families.add(match, number);
                }
            } catch (RuntimeException | StackOverflowError e) {
                // A regular expression may need much stack for a long text.
                result.failed(bean, place.attribute(), e);
            }
        }

        private Rules.Verdict verdict(Place place, String description, Object value) {
            boolean mayHold = labels.isEmpty() && ValueIndependence.isPlain(value);
            Rules.Verdict before = mayHold ? ofBean.verdicts.get(place) : null;
            if (before != null) {
                return before;
            }
            Rules.Verdict verdict = rules.verdict(place, description, labels, value);
            if (mayHold && verdict.holds() && ofBean.verdicts.size() < MOST_VERDICTS) {
                ofBean.verdicts.put(place, verdict);
            }
            return verdict;
        }

        @Override
        public void unusable(Place place) {
            if (rules.attributes().automatic() && place.keys().isEmpty()) {
                ofBean.unusable.add(place.attribute());
            }
        }
    }
}
