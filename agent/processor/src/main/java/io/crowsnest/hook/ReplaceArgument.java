package io.crowsnest.hook;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the annotated method before the target's body; what it returns takes the place of an argument. In a constructor
 * there is no receiver yet, so the hook gets only arguments. Arguments are replaced from left to right: of those before its own
 * the hook gets what took their place.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface ReplaceArgument {

    /** Exact names of the classes that declare the target. */
    String[] type();

    /** Names of the targets; {@code <init>} is a constructor. */
    String[] method();

    /** Argument types of the target as source code spells them; a last {@code ".."} stands for any that follow. */
    String[] args();

    /** Which argument is replaced, from 0; not of a primitive type. */
    int index();

    /**
     * True if the class is not on the compile class path, because it came after the JDK that builds this: it is taken as
     * spelled, with all its arguments, and must be proven by a scenario.
     */
    boolean later() default false;

    /** With {@link #later}: the target is static. */
    boolean isStatic() default false;
}
