package io.crowsnest.hook;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs the annotated method before the target's body and {@link #exit} after it, whether it returns or throws.
 *
 * <p>What the annotated method returns is the state handed to the exit method: {@code exit(state, thrown)} or
 * {@code exit(state, result, thrown)}, where {@code result} is an {@code Object} (boxed; null for void). A null state means
 * that there is nothing to finish: exit does not run.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Around {

    /** Exact names of the classes that declare the target. */
    String[] type();

    /** Names of the targets; constructors cannot be hooked this way. */
    String[] method();

    /** Argument types of the target as source code spells them; a last {@code ".."} stands for any that follow. */
    String[] args() default "..";

    /** Name of the exit method in the same class; empty if there is nothing to do afterwards, the hook is void then. */
    String exit() default "exit";

    /**
     * True if the class is not on the compile class path, because it came after the JDK that builds this: it is taken as
     * spelled, with all its arguments, and must be proven by a scenario.
     */
    boolean later() default false;
}
