package io.crowsnest.processor;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.hook.ReplaceArgument;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.FileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hook annotations, checks each against the library's class, and writes three resources below
 * {@code META-INF/crowsnest}.
 *
 * <ul>
 *   <li>{@code hooks.tsv}, which the agent reads at start. A heading for each class that an instrumentation hooks,
 *       {@code instrumentation type hooks bytes}, says how many lines follow for it and how long they are together, so that the agent can
 *       leave them unread until it meets the class. They are, one per hooked method:
 *       {@code kind method descriptor-prefix hook-class hook-method arity exit-method detail}. A method
 *       is hooked if its descriptor starts with the prefix; the methods of the hook have their descriptor with their name.
 *       {@code detail} is, by kind: AROUND 1 if exit wants the result; ON_ENTER 0; REPLACE_ARGUMENT which of the hook's
 *       parameters it replaces; ON_RETURN 1 if the hook replaces the result.
 *   <li>{@code instrumentations.tsv}, for the command line: {@code id library versions description}
 *   <li>{@code supported-libraries.md}, the table of the docs
 * </ul>
 */
@SupportedAnnotationTypes("io.crowsnest.hook.*")
public final class HookProcessor extends AbstractProcessor {

    private static final String FOLDER = "META-INF/crowsnest/";

    /** The lines of each class, by the two columns that its heading begins with. */
    private final SortedMap<String, SortedSet<String>> hooks = new TreeMap<>();

    private final Set<String> instrumentations = new TreeSet<>();
    private final Set<String> ids = new TreeSet<>();

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (TypeElement holder : ElementFilter.typesIn(round.getElementsAnnotatedWith(Instrumentation.class))) {
            instrumentation(holder);
        }
        for (Class<? extends java.lang.annotation.Annotation> kind :
                List.of(Around.class, ReplaceArgument.class, OnReturn.class)) {
            for (Element hook : round.getElementsAnnotatedWith(kind)) {
                Element holder = hook.getEnclosingElement();
                if (holder == null || holder.getAnnotation(Instrumentation.class) == null) {
                    error(hook, "a hook belongs into a class with @Instrumentation");
                }
            }
        }
        if (round.processingOver() && !instrumentations.isEmpty()) {
            write("hooks.tsv", index());
            write(
                    "instrumentations.tsv",
                    "id\tlibrary\tversions\tdescription\n" + String.join("\n", instrumentations) + "\n");
            write("supported-libraries.md", table());
        }
        return false;
    }

    private void instrumentation(TypeElement holder) {
        Instrumentation about = holder.getAnnotation(Instrumentation.class);
        if (!ids.add(about.id())) {
            error(holder, "the id " + about.id() + " is taken");
        }
        instrumentations.add(String.join("\t", about.id(), about.library(), about.versions(), about.description()));
        for (ExecutableElement method : ElementFilter.methodsIn(holder.getEnclosedElements())) {
            Around around = method.getAnnotation(Around.class);
            if (around != null) {
                around(about.id(), holder, method, around);
            }
            ReplaceArgument replace = method.getAnnotation(ReplaceArgument.class);
            if (replace != null) {
                replaceArgument(about.id(), holder, method, replace);
            }
            OnReturn onReturn = method.getAnnotation(OnReturn.class);
            if (onReturn != null) {
                onReturn(about.id(), holder, method, onReturn);
            }
        }
    }

    private void around(String id, TypeElement holder, ExecutableElement enter, Around around) {
        if (around.exit().isEmpty()) {
            enterOnly(id, holder, enter, around);
            return;
        }
        ExecutableElement exit = exit(holder, enter, around.exit());
        if (exit == null || !isHook(enter) || !isHook(exit)) {
            return;
        }
        if (enter.getReturnType().getKind() != TypeKind.DECLARED) {
            error(enter, "returns its state, an object");
            return;
        }
        int parameters = exit.getParameters().size();
        if (parameters < 2 || parameters > 3) {
            error(exit, "takes (state, thrown) or (state, result, thrown)");
            return;
        }
        for (Target target : targets(enter, around.type(), around.method(), around.args(), around.later(), false)) {
            if (target.method().equals("<init>")) {
                error(enter, "a constructor can only be hooked with @OnReturn or @ReplaceArgument");
            } else if (accepts(enter, target, true)) {
                add(id, "AROUND", target, holder, enter, signature(exit), parameters == 3 ? 1 : 0);
            }
        }
    }

    private void enterOnly(String id, TypeElement holder, ExecutableElement enter, Around around) {
        if (!isHook(enter)) {
            return;
        }
        if (enter.getReturnType().getKind() != TypeKind.VOID) {
            error(enter, "without an exit there is no state to return");
            return;
        }
        for (Target target : targets(enter, around.type(), around.method(), around.args(), around.later(), false)) {
            if (target.method().equals("<init>")) {
                error(enter, "a constructor can only be hooked with @OnReturn or @ReplaceArgument");
            } else if (accepts(enter, target, true)) {
                add(id, "ON_ENTER", target, holder, enter, "-", 0);
            }
        }
    }

    private void replaceArgument(String id, TypeElement holder, ExecutableElement hook, ReplaceArgument replace) {
        if (!isHook(hook)) {
            return;
        }
        for (Target target :
                targets(hook, replace.type(), replace.method(), replace.args(), replace.later(), replace.isStatic())) {
            boolean constructor = target.method().equals("<init>");
            int position = replace.index() + (constructor || target.isStatic() ? 0 : 1);
            List<String> arguments = target.arguments();
            if (replace.index() >= arguments.size()
                    || arguments.get(replace.index()).length() == 1) {
                error(hook, "argument " + replace.index() + " of " + target + " is no object");
            } else if (hook.getParameters().size() <= position) {
                error(hook, "takes, among others, the argument that it replaces");
            } else if (accepts(hook, target, !constructor)) {
                add(id, "REPLACE_ARGUMENT", target, holder, hook, "-", position);
            }
        }
    }

    private void onReturn(String id, TypeElement holder, ExecutableElement hook, OnReturn onReturn) {
        if (!isHook(hook)) {
            return;
        }
        boolean replaces = hook.getReturnType().getKind() != TypeKind.VOID;
        for (Target target :
                targets(hook, onReturn.type(), onReturn.method(), onReturn.args(), onReturn.later(), false)) {
            int most = (target.isStatic() ? 0 : 1) + (target.returnsValue() ? 1 : 0);
            if (hook.getParameters().size() > most) {
                error(hook, "takes at most the receiver and the result of " + target);
            } else if (replaces
                    && (!target.returnsObject() || hook.getParameters().size() < most)) {
                error(hook, "cannot replace the result of " + target);
            } else {
                add(id, "ON_RETURN", target, holder, hook, "-", replaces ? 1 : 0);
            }
        }
    }

    private List<Target> targets(
            ExecutableElement hook,
            String[] types,
            String[] methods,
            String[] arguments,
            boolean later,
            boolean isStatic) {
        if (later) {
            return targetsToCome(hook, types, methods, arguments, isStatic);
        }
        List<Target> targets = new ArrayList<>();
        List<String> missing = new ArrayList<>(List.of(methods));
        for (String type : types) {
            TypeElement declaring = processingEnv.getElementUtils().getTypeElement(type.replace('$', '.'));
            if (declaring == null) {
                error(hook, "no class " + type + " on the compile class path");
                return List.of();
            }
            for (String method : methods) {
                List<Target> found = Target.find(processingEnv, declaring, method, arguments);
                if (!found.isEmpty()) {
                    missing.remove(method);
                    targets.addAll(found);
                }
            }
        }
        if (!missing.isEmpty()) {
            error(hook, "none of the types has, with these arguments, " + String.join(", ", missing));
        }
        return targets;
    }

    private List<Target> targetsToCome(
            ExecutableElement hook, String[] types, String[] methods, String[] arguments, boolean isStatic) {
        List<Target> targets = new ArrayList<>();
        for (String type : types) {
            for (String method : methods) {
                Target.asSpelled(processingEnv, type, method, arguments, isStatic)
                        .ifPresentOrElse(
                                targets::add, () -> error(hook, "a class to come needs all arguments, as known types"));
            }
        }
        return targets;
    }

    /** The hook's parameters must be able to take the receiver and the first arguments of the target. */
    private boolean accepts(ExecutableElement hook, Target target, boolean passesReceiver) {
        int receiver = passesReceiver && !target.isStatic() ? 1 : 0;
        int wanted = hook.getParameters().size() - receiver;
        if (wanted > target.arguments().size()) {
            error(hook, "wants " + wanted + " arguments of " + target);
            return false;
        }
        for (int i = 0; i < hook.getParameters().size(); i++) {
            var parameter = processingEnv
                    .getTypeUtils()
                    .erasure(hook.getParameters().get(i).asType());
            var passed = i < receiver ? target.type() : target.argumentTypes().get(i - receiver);
            if (!processingEnv.getTypeUtils().isAssignable(passed, parameter)) {
                error(hook, "parameter " + i + " cannot take a " + passed + " of " + target);
                return false;
            }
        }
        return true;
    }

    private boolean isHook(ExecutableElement method) {
        boolean fits = method.getModifiers().contains(Modifier.STATIC)
                && !method.getModifiers().contains(Modifier.PRIVATE);
        if (!fits) {
            error(method, "a hook is static and not private");
        }
        return fits;
    }

    private @Nullable ExecutableElement exit(TypeElement holder, ExecutableElement enter, String name) {
        for (ExecutableElement method : ElementFilter.methodsIn(holder.getEnclosedElements())) {
            if (method.getSimpleName().contentEquals(name)) {
                return method;
            }
        }
        error(enter, "there is no exit method " + name);
        return null;
    }

    private String index() {
        StringBuilder index = new StringBuilder();
        hooks.forEach((hooked, lines) -> {
            String block = String.join("\n", lines) + "\n";
            int bytes = block.getBytes(StandardCharsets.UTF_8).length;
            index.append(hooked + "\t" + lines.size() + "\t" + bytes + "\n" + block);
        });
        return index.toString();
    }

    private void add(
            String id,
            String kind,
            Target target,
            TypeElement holder,
            ExecutableElement hook,
            CharSequence exit,
            int detail) {
        String line = String.join(
                "\t",
                kind,
                target.method(),
                target.descriptorPrefix(),
                processingEnv.getElementUtils().getBinaryName(holder),
                signature(hook),
                Integer.toString(hook.getParameters().size()),
                exit,
                Integer.toString(detail));
        hooks.computeIfAbsent(id + "\t" + target.internalName(), hooked -> new TreeSet<>())
                .add(line);
    }

    private String signature(ExecutableElement method) {
        return method.getSimpleName() + Target.descriptor(processingEnv, method);
    }

    private String table() {
        StringBuilder table =
                new StringBuilder("| id | library | versions | what you get |\n| --- | --- | --- | --- |\n");
        for (String instrumentation : instrumentations) {
            String[] columns = instrumentation.split("\t", -1);
            table.append("| `%s` | `%s` | `%s` | %s |\n".formatted(columns[0], columns[1], columns[2], columns[3]));
        }
        return table.toString();
    }

    private void write(String name, String content) {
        try {
            FileObject file = processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", FOLDER + name);
            try (Writer writer = file.openWriter()) {
                writer.write(content);
            }
        } catch (IOException e) {
            processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, "cannot write " + FOLDER + name + ": " + e);
        }
    }

    private void error(Element where, String message) {
        processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, message, where);
    }
}
