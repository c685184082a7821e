package io.crowsnest.exporter.prometheus.jmx;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

/** MBeans with the names and attributes of Kafka's, Tomcat's and Cassandra's, and some of every kind of value. */
final class TestBeans implements AutoCloseable {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    /** Attributes in their order; one that is an exception is thrown. */
    static final class Bean implements DynamicMBean {

        final Map<String, Object> attributes = Collections.synchronizedMap(new LinkedHashMap<>());
        volatile boolean refusesAllAtOnce;
        volatile Runnable beforeAnswer = () -> {};

        @Override
        public Object getAttribute(String name) throws AttributeNotFoundException {
            if (!attributes.containsKey(name)) {
                throw new AttributeNotFoundException(name);
            }
            Object value = attributes.get(name);
            if (value instanceof RuntimeException failure) {
                throw failure;
            }
            return value;
        }

        @Override
        public AttributeList getAttributes(String[] names) {
            beforeAnswer.run();
            if (refusesAllAtOnce) {
                throw new IllegalStateException("one by one, please");
            }
            AttributeList list = new AttributeList();
            for (String name : names) {
                try {
                    list.add(new Attribute(name, getAttribute(name)));
                } catch (AttributeNotFoundException | RuntimeException e) {
                    // As the specification wants it: what cannot be read is not in the list.
                }
            }
            return list;
        }

        @Override
        public void setAttribute(Attribute attribute) {}

        @Override
        public AttributeList setAttributes(AttributeList list) {
            return list;
        }

        @Override
        public Object invoke(String action, Object[] parameters, String[] signature) {
            return "";
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            MBeanAttributeInfo[] infos = attributes.keySet().stream()
                    .map(name -> new MBeanAttributeInfo(name, "Object", "What " + name + " is", true, false, false))
                    .toArray(MBeanAttributeInfo[]::new);
            return new MBeanInfo("Bean", "", infos, null, null, null);
        }
    }

    Bean add(String name, Object... attributes) throws JMException {
        Bean bean = new Bean();
        for (int i = 0; i < attributes.length; i += 2) {
            bean.attributes.put((String) attributes[i], attributes[i + 1]);
        }
        ObjectName objectName = new ObjectName(name);
        server.registerMBean(bean, objectName);
        registered.add(objectName);
        return bean;
    }

    static TestBeans all() throws JMException {
        TestBeans beans = new TestBeans();
        for (String topic : List.of("orders", "payments")) {
            beans.add(
                    "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec,topic=" + topic,
                    "Count",
                    1200L,
                    "MeanRate",
                    12.5,
                    "OneMinuteRate",
                    0.1,
                    "RateUnit",
                    TimeUnit.SECONDS,
                    "EventType",
                    "messages");
        }
        beans.add(
                "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec",
                "Count",
                2400L,
                "MeanRate",
                25.0,
                "RateUnit",
                TimeUnit.SECONDS);
        for (String request : List.of("Produce", "FetchConsumer")) {
            beans.add(
                    "kafka.network:type=RequestMetrics,name=TotalTimeMs,request=" + request,
                    "Count",
                    7L,
                    "Mean",
                    1.5,
                    "50thPercentile",
                    1.0,
                    "99thPercentile",
                    9.0,
                    "999thPercentile",
                    9.9);
        }
        beans.add("kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions", "Value", 3);
        beans.add("kafka.server:type=ReplicaManager,name=\"quoted, name=1\"", "Value", 4);
        beans.add(
                "kafka.server:type=app-info,id=0",
                "Version",
                "3.9.0",
                "CommitId",
                "abc: def",
                "StartTimeMs",
                1_700_000_000_000L);
        beans.add(
                "kafka.server:type=socket-server-metrics,listener=PLAINTEXT,networkProcessor=1",
                "connection-count",
                5.0,
                "io-wait-ratio",
                Double.NaN,
                "expired-connections-killed-count",
                0.0);
        for (String port : List.of("8080", "8443")) {
            beans.add(
                    "Catalina:type=ThreadPool,name=\"http-nio-" + port + "\"",
                    "currentThreadCount",
                    10,
                    "currentThreadsBusy",
                    2,
                    "maxThreads",
                    200,
                    "running",
                    true,
                    "localPort",
                    Integer.parseInt(port),
                    "sslEnabled",
                    port.equals("8443"));
            beans.add(
                    "Catalina:type=GlobalRequestProcessor,name=\"http-nio-" + port + "\"",
                    "requestCount",
                    1000,
                    "errorCount",
                    1,
                    "bytesSent",
                    123456789L,
                    "processingTime",
                    4321L);
        }
        beans.add(
                "Catalina:j2eeType=Servlet,WebModule=//localhost/shop,name=default,J2EEApplication=none,J2EEServer=none",
                "requestCount",
                17,
                "errorCount",
                0,
                "stateName",
                "STARTED",
                "monitoredChildren",
                new String[] {"a"});
        beans.add(
                "org.apache.cassandra.metrics:type=ClientRequest,scope=Read,name=Latency",
                "Count",
                99L,
                "95thPercentile",
                1234.5,
                "Mean",
                321.0,
                "RateUnit",
                "events/second");
        beans.add(
                "org.apache.cassandra.metrics:type=Table,keyspace=system,scope=peers,name=LiveSSTableCount",
                "Value",
                2);
        beans.add(
                "org.apache.cassandra.db:type=StorageService",
                "ExceptionCount",
                2L,
                "LoadString",
                "1.5 KiB",
                "OperationMode",
                "NORMAL");
        beans.add(
                "org.apache.cassandra.internal:type=Kinds",
                "Started",
                Date.from(Instant.ofEpochMilli(1_700_000_000_123L)),
                "Perhaps",
                Optional.of(4),
                "Never",
                Optional.empty(),
                "Mode",
                TimeUnit.DAYS,
                "Text",
                "12.5",
                "Words",
                "no number",
                "Lines",
                "two\nlines",
                "Posing",
                "kafka.server<type=a, name=b><>Value",
                "Nothing",
                null,
                "Table",
                table(),
                "Nested",
                composite(),
                "Object",
                new Object(),
                "Failing",
                new IllegalStateException("not now"),
                "SomeHTTPCount_total",
                8,
                "_odd__name",
                1.25,
                "Negative",
                -4);
        beans.add("org.apache.cassandra.internal:type=Stubborn", "A", 1, "B", 2).refusesAllAtOnce = true;
        return beans;
    }

    private static CompositeData composite() throws OpenDataException {
        CompositeType type = new CompositeType(
                "Usage", "How much is used", new String[] {"used", "max"}, new String[] {"u", "m"}, new OpenType<?>[] {
                    SimpleType.LONG, SimpleType.LONG
                });
        return new CompositeDataSupport(type, Map.of("used", 10L, "max", 20L));
    }

    private static TabularData table() throws OpenDataException {
        CompositeType row = new CompositeType(
                "Row",
                "A row",
                new String[] {"key", "type", "value", "size"},
                new String[] {"k", "t", "v", "s"},
                new OpenType<?>[] {SimpleType.STRING, SimpleType.STRING, SimpleType.DOUBLE, SimpleType.INTEGER});
        TabularDataSupport table =
                new TabularDataSupport(new TabularType("Table", "A table", row, new String[] {"key", "type"}));
        table.put(new CompositeDataSupport(row, Map.of("key", "a", "type", "x", "value", 1.0, "size", 3)));
        table.put(new CompositeDataSupport(row, Map.of("key", "b", "type", "y", "value", 2.0, "size", 4)));
        return table;
    }

    @Override
    public void close() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
