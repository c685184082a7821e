package io.crowsnest.hook;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the annotated method when the target returns normally: {@code hook(receiver, result)}, or {@code hook(receiver)} for
 * constructors and void methods. If it returns something, that takes the place of the result (not of a primitive one).
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface OnReturn {

    /** Exact names of the classes that declare the target. */
    String[] type();

    /** Names of the targets; {@code <init>} is a constructor. */
    String[] method();

    /** Argument types of the target as source code spells them; a last {@code ".."} stands for any that follow. */
    String[] args() default "..";

    /**
     * True if the class is not on the compile class path, because it came after the JDK that builds this: it is taken as
     * spelled, with all its arguments, and must be proven by a scenario.
     */
    boolean later() default false;
}
