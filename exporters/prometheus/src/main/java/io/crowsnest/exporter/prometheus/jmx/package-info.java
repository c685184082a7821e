/**
 * MBeans as metrics, by jmx_exporter's rule files: {@code RuleFile} reads one into {@code Rules}, {@code MBeanCrawl} asks the
 * MBeans, {@code JmxSource} makes families of what the rules say. Nothing here runs without a rule file.
 */
@NullMarked
package io.crowsnest.exporter.prometheus.jmx;

import org.jspecify.annotations.NullMarked;
