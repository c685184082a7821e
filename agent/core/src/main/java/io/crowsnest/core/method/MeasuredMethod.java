package io.crowsnest.core.method;

import io.crowsnest.core.classfile.Descriptor;
import io.crowsnest.core.weave.HookPoint;
import io.crowsnest.telemetry.MethodTimer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A method that {@code metrics.methods} names, all its overloads unless parameters say which, and what became of it. */
public final class MeasuredMethod {

    private final String type;
    private final String method;
    private final @Nullable List<String> parameters;
    private final String name;
    private final List<String> labels;
    private final int[] arguments;
    private final Set<String> measured = new TreeSet<>();
    private final Set<String> problems = new TreeSet<>();

    /**
     * @param type binary name of the class
     * @param parameters descriptors of the overload's parameters, null for all overloads
     * @param name of the timer
     * @param labels their names
     * @param arguments which argument each label is made of, from 0
     */
    MeasuredMethod(
            String type,
            String method,
            @Nullable List<String> parameters,
            String name,
            List<String> labels,
            int[] arguments) {
        this.type = type;
        this.method = method;
        this.parameters = parameters;
        this.name = name;
        this.labels = Collections.unmodifiableList(labels);
        this.arguments = arguments;
    }

    /** Internal name of the class. */
    public String internalType() {
        return type.replace('.', '/');
    }

    /** Name of the timer. */
    public String name() {
        return name;
    }

    List<String> labels() {
        return labels;
    }

    /** Class, method and, if one overload is meant, its parameters. */
    public String target() {
        String all = type.concat(".").concat(method);
        return parameters == null
                ? all
                : all.concat(parameters(descriptorPrefix().concat("V")));
    }

    /** Whether calls would be counted twice: by both, or twice in one metric. */
    boolean countsAlso(MeasuredMethod other) {
        boolean sameMethod = type.equals(other.type) && method.equals(other.method);
        boolean overlapping = name.equals(other.name) && (parameters == null || other.parameters == null);
        return sameMethod && (overlapping || Objects.equals(parameters, other.parameters));
    }

    /** Where its call sites go. */
    public HookPoint point(int number) {
        return new HookPoint(number, HookPoint.Kind.AROUND_ARGUMENTS, method, descriptorPrefix(), argumentsNeeded(), 0);
    }

    private String descriptorPrefix() {
        return parameters == null
                ? "("
                : "(".concat(String.join("", parameters)).concat(")");
    }

    private int argumentsNeeded() {
        int needed = 0;
        for (int argument : arguments) {
            needed = Math.max(needed, argument + 1);
        }
        return needed;
    }

    /** What measures its calls. */
    public MethodTimer timer() {
        return MethodTimer.of(name, labels);
    }

    /** Which arguments labels are made of, from 0, in the order of the labels. */
    public int[] arguments() {
        return arguments.clone();
    }

    /** The class was loaded; says which of its methods are measured, and which are not and why. */
    public void loaded(byte[] classFile) {
        Overloads overloads = Overloads.read(classFile, method);
        List<String> fitting = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Overloads.Overload each : overloads.all()) {
            String shown = method.concat(parameters(each.descriptor()));
            if (!each.descriptor().startsWith(descriptorPrefix())) {
                continue;
            }
            String unfit = each.unfit(argumentsNeeded());
            if (unfit == null) {
                fitting.add(shown);
            } else {
                wrong.add(shown.concat(" ").concat(unfit));
            }
        }
        if (fitting.isEmpty() && wrong.isEmpty()) {
            wrong.add(overloads.whyNone(method, parameters != null));
        }
        note(fitting, wrong);
    }

    /** The class was loaded and could not be woven. */
    public void failed(Throwable failure) {
        note(List.of(), List.of("the class could not be woven: ".concat(failure.toString())));
    }

    private synchronized void note(Collection<String> fitting, Collection<String> wrong) {
        measured.addAll(fitting);
        problems.addAll(wrong);
    }

    /** The methods that are measured, with their parameters; empty as long as the class was not loaded. */
    public synchronized List<String> measured() {
        return List.copyOf(measured);
    }

    /** What keeps methods from being measured. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    private static String parameters(String descriptor) {
        StringBuilder text = new StringBuilder("(");
        for (String each : Descriptor.of(descriptor).arguments()) {
            text.append(text.length() == 1 ? "" : ", ").append(Descriptor.inJava(each));
        }
        return text.append(')').toString();
    }
}
