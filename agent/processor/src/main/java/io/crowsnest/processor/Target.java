package io.crowsnest.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/**
 * A method of a library that is hooked.
 *
 * @param type erased type that declares it
 * @param internalName of that type
 * @param method name, or {@code <init>}
 * @param arguments descriptors of the arguments
 * @param argumentTypes the same, erased
 * @param isStatic whether there is no receiver
 * @param result descriptor of the result
 * @param descriptorPrefix what the descriptor of a hooked method starts with
 */
record Target(
        TypeMirror type,
        String internalName,
        String method,
        List<String> arguments,
        List<TypeMirror> argumentTypes,
        boolean isStatic,
        String result,
        String descriptorPrefix) {

    boolean returnsValue() {
        return !result.equals("V");
    }

    boolean returnsObject() {
        return result.length() > 1;
    }

    @Override
    public String toString() {
        return internalName + "." + method + descriptorPrefix;
    }

    /** The methods of {@code type} that have this name and start with these arguments; {@code ..} is any rest. */
    static List<Target> find(ProcessingEnvironment environment, TypeElement type, String name, String[] arguments) {
        boolean open = arguments.length > 0 && arguments[arguments.length - 1].equals("..");
        int named = open ? arguments.length - 1 : arguments.length;
        List<Target> found = new ArrayList<>();
        for (Element member : type.getEnclosedElements()) {
            if (!(member instanceof ExecutableElement method)
                    || !method.getSimpleName().contentEquals(name)
                    || method.getModifiers().contains(Modifier.ABSTRACT)
                    || method.getParameters().size() < named
                    || (!open && method.getParameters().size() > named)) {
                continue;
            }
            List<TypeMirror> types = new ArrayList<>();
            List<String> descriptors = new ArrayList<>();
            boolean matches = true;
            for (VariableElement parameter : method.getParameters()) {
                TypeMirror erased = environment.getTypeUtils().erasure(parameter.asType());
                matches &= types.size() >= named || erased.toString().equals(arguments[types.size()]);
                types.add(erased);
                descriptors.add(descriptor(environment, erased));
            }
            if (matches) {
                String prefix = "(" + String.join("", descriptors.subList(0, named)) + (open ? "" : ")");
                found.add(new Target(
                        environment.getTypeUtils().erasure(type.asType()),
                        environment
                                .getElementUtils()
                                .getBinaryName(type)
                                .toString()
                                .replace('.', '/'),
                        name,
                        descriptors,
                        types,
                        method.getModifiers().contains(Modifier.STATIC),
                        descriptor(environment, environment.getTypeUtils().erasure(method.getReturnType())),
                        prefix));
            }
        }
        return found;
    }

    /**
     * A method of a class that is not on the class path, taken to have an object as its result; arguments
     * are primitive types or classes that are there. Empty if an argument is not.
     */
    static Optional<Target> asSpelled(
            ProcessingEnvironment environment, String type, String method, String[] arguments, boolean isStatic) {
        List<TypeMirror> types = new ArrayList<>();
        for (String argument : arguments) {
            TypeMirror known = spelled(environment, argument);
            if (known == null) {
                return Optional.empty();
            }
            types.add(known);
        }
        TypeMirror object = spelled(environment, "java.lang.Object");
        List<String> descriptors =
                types.stream().map(each -> descriptor(environment, each)).toList();
        return Optional.of(new Target(
                Objects.requireNonNull(object),
                type.replace('.', '/'),
                method,
                descriptors,
                types,
                isStatic,
                descriptor(environment, object),
                "(" + String.join("", descriptors) + ")"));
    }

    private static @Nullable TypeMirror spelled(ProcessingEnvironment environment, String name) {
        return switch (name) {
            case "int" -> environment.getTypeUtils().getPrimitiveType(TypeKind.INT);
            case "long" -> environment.getTypeUtils().getPrimitiveType(TypeKind.LONG);
            case "boolean" -> environment.getTypeUtils().getPrimitiveType(TypeKind.BOOLEAN);
            default -> {
                TypeElement element = environment.getElementUtils().getTypeElement(name);
                yield element == null ? null : environment.getTypeUtils().erasure(element.asType());
            }
        };
    }

    /** The descriptor of a method. */
    static String descriptor(ProcessingEnvironment environment, ExecutableElement method) {
        StringBuilder descriptor = new StringBuilder("(");
        for (VariableElement parameter : method.getParameters()) {
            descriptor.append(descriptor(environment, environment.getTypeUtils().erasure(parameter.asType())));
        }
        TypeMirror result = environment.getTypeUtils().erasure(method.getReturnType());
        return descriptor.append(')').append(descriptor(environment, result)).toString();
    }

    private static String descriptor(ProcessingEnvironment environment, TypeMirror type) {
        return switch (type.getKind()) {
            case VOID -> "V";
            case BOOLEAN -> "Z";
            case BYTE -> "B";
            case SHORT -> "S";
            case CHAR -> "C";
            case INT -> "I";
            case LONG -> "J";
            case FLOAT -> "F";
            case DOUBLE -> "D";
            case ARRAY -> "[" + descriptor(environment, ((ArrayType) type).getComponentType());
            default -> {
                TypeElement element = (TypeElement) environment.getTypeUtils().asElement(type);
                yield "L"
                        + environment
                                .getElementUtils()
                                .getBinaryName(element)
                                .toString()
                                .replace('.', '/') + ";";
            }
        };
    }
}
