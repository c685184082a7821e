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
}
