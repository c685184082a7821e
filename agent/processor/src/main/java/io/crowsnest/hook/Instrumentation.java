package io.crowsnest.hook;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the one class that holds the hooks of a library. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Instrumentation {

    /** Short name, used in settings ({@code instrumentation.<id>.enabled}), metrics and docs. */
    String id();

    /** Maven coordinates {@code group:artifact} of the library. */
    String library();

    /** Versions that were checked, as a Maven range. */
    String versions();

    /** What it measures, in a few words for the docs. */
    String description();
}
