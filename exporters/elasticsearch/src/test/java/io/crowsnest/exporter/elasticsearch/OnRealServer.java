package io.crowsnest.exporter.elasticsearch;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** For tests whose constructor takes the one real Elasticsearch of {@link RealServer}; one class at a time. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(RealServer.class)
@ResourceLock("RealServer")
@interface OnRealServer {}
