package io.crowsnest.core.hook;

import io.crowsnest.core.classfile.Code;
import io.crowsnest.core.classfile.Conversion;
import io.crowsnest.core.classfile.Descriptor;
import io.crowsnest.core.classfile.Instructions;
import io.crowsnest.core.classfile.NewClass;
import io.crowsnest.core.classfile.NewMethod;
import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.weave.Role;
import io.crowsnest.telemetry.MethodTimer;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;

/**
 * Writes the class that stands between a call site and its hook: gives the hook what it wants of what the site passes, and lets no
 * exception out.
 *
 * <pre>
 *   final class TomcatHooks$Call7 {
 *       static final InstrumentationState state = HookLinker.state(7);
 *
 *       static Object call(Object receiver, Object request) {
 *           try {
 *               return TomcatHooks.enter((Request) request);
 *           } catch (Throwable failure) {
 *               state.failed(failure);
 *               return null;
 *           }
 *       }
 *
 *       static Object nothing(Object receiver, Object request) {
 *           return null;
 *       }
 *   }
 * </pre>
 *
 * <p>A class of its own costs the start of an application less than the same out of method handles, of each of which the JVM makes a
 * class. The handler is too long on purpose: see {@link #TOO_LARGE_TO_INLINE}.
 */
final class AdapterClass {

    static final String CALL = "call";
    static final String NOTHING = "nothing";

    /**
     * From this length of a method on HotSpot does not inline it, however often it is called ({@code FreqInlineSize}, 325 bytes). If it did, the hook
     * would be compiled anew into each method of the application that is woven, and what that makes larger is inlined less itself, so that
     * the application would run otherwise than without us.
     */
    private static final int TOO_LARGE_TO_INLINE = 330;

    /** Of a switch, in bytes of code. */
    private static final int CASE = 4;

    /** What a call needs on the stack beside what it gets and passes on. */
    private static final int MORE_ON_STACK = 8;

    private static final String LINKER = internalName(HookLinker.class);
    private static final String STATE_CLASS = internalName(InstrumentationState.class);
    private static final String STATE = InstrumentationState.class.descriptorString();
    private static final String TIMER = MethodTimer.class.descriptorString();

    /** Stands for a parameter of the hook that the site passes nothing for. */
    private static final int NOBODY = -1;

    private final String name;
    private final Hook hook;
    private final Role role;
    private final List<String> passed;
    private final String returned;

    /** What the hook takes and gives. */
    private final String signature;

    private final Descriptor wanted;
    private final int maxStack;
    private final NewClass written;

    private AdapterClass(String name, Hook hook, Role role, Descriptor site) {
        this.name = name;
        this.hook = hook;
        this.role = role;
        passed = site.arguments();
        returned = site.result();
        signature = role == Role.EXIT || role == Role.THROWN ? hook.exit() : hook.enter();
        wanted = Descriptor.of(signature.substring(signature.indexOf('(')));
        maxStack = wanted.argumentsSize() + MORE_ON_STACK;
        written = new NewClass(name);
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    /**
     * The class file for call sites of type {@code site}.
     *
     * @param name internal name, in the package of the hook
     * @param number by which the class asks {@link HookLinker} for what it needs
     * @throws IllegalArgumentException if the hook cannot take what the site passes
     */
    static byte[] write(String name, int number, Hook hook, Role role, MethodType site) {
        String descriptor = site.toMethodDescriptorString();
        AdapterClass adapter = new AdapterClass(name, hook, role, Descriptor.of(descriptor));
        adapter.constants(number);
        adapter.call(descriptor);
        adapter.nothing(descriptor);
        return adapter.written.toArray();
    }

    private boolean isMeasuring() {
        return hook.measured() != null && role == Role.ENTER;
    }

    private void constants(int number) {
        NewMethod method = written.method();
        constant(method.code(), "state", STATE, number);
        if (isMeasuring()) {
            constant(method.code(), "timer", TIMER, number);
        }
        method.code().put(Instructions.RETURN);
        written.add("<clinit>", "()V", method, maxStack);
    }

    private void constant(Code code, String field, String type, int number) {
        written.field(field, type);
        code.push(number);
        code.invokeStatic(LINKER, field, "(I)".concat(type));
        code.putStatic(name, field, type);
    }

    private void call(String descriptor) {
        NewMethod method = written.method();
        Code code = method.code();
        if (role == Role.EXIT || role == Role.THROWN) {
            // Without a state there is nothing to finish.
            load(code, passed.size() - 1);
            code.skipReturnIfNotNull();
            method.frame();
        }
        int start = method.place();
        callHook(code);
        int end = method.place();
        code.returns(returned);
        int handler = method.place();
        method.handle(start, end, handler);
        method.frameWithThrowable();
        // Code that does nothing: a switch, all of whose cases lead behind it, is the fastest to write.
        code.put(Instructions.ICONST_0);
        code.switchToNext(TOO_LARGE_TO_INLINE / CASE);
        method.frameWithThrowable();
        code.getStatic(name, "state", STATE);
        code.put(Instructions.SWAP);
        code.invokeVirtual(STATE_CLASS, "failed", "(Ljava/lang/Throwable;)V");
        returnNothing(code);
        written.add(CALL, descriptor, method, maxStack);
    }

    private void callHook(Code code) {
        int parameters = signature.indexOf('(');
        if (isMeasuring()) {
            code.getStatic(name, "timer", TIMER);
            collect(code);
        } else {
            List<String> types = wanted.arguments();
            int[] sources = sources(types.size());
            for (int i = 0; i < sources.length; i++) {
                if (sources[i] == NOBODY) {
                    code.zero(types.get(i));
                } else {
                    load(code, sources[i]);
                    Conversion.write(code, passed.get(sources[i]), types.get(i));
                }
            }
        }
        code.invokeStatic(
                hook.hookClass().replace('.', '/'),
                signature.substring(0, parameters),
                signature.substring(parameters));
        Conversion.write(code, wanted.result(), returned);
    }

    /** The arguments that make labels, in an array. */
    private void collect(Code code) {
        MeasuredMethod measured = Objects.requireNonNull(hook.measured());
        int[] arguments = measured.arguments();
        code.push(arguments.length);
        code.newArray("java/lang/Object");
        for (int i = 0; i < arguments.length; i++) {
            code.put(Instructions.DUP);
            code.push(i);
            load(code, arguments[i]);
            Conversion.write(code, passed.get(arguments[i]), Descriptor.OBJECT);
            code.put(Instructions.AASTORE);
        }
    }

    /** Which of the site's arguments each parameter of the hook takes. */
    private int[] sources(int wanted) {
        int[] sources = new int[wanted];
        switch (role) {
            case ENTER, ENTER_ONLY, ARGUMENT -> {
                for (int i = 0; i < wanted; i++) {
                    sources[i] = i;
                }
            }
            // exit(state, [result,] thrown) gets (state) or (result, state)
            case EXIT -> {
                sources[0] = passed.size() - 1;
                if (wanted == 3) {
                    sources[1] = passed.size() == 2 ? 0 : NOBODY;
                }
                sources[wanted - 1] = NOBODY;
            }
            // the same gets (thrown, state)
            case THROWN -> {
                sources[0] = 1;
                if (wanted == 3) {
                    sources[1] = NOBODY;
                }
                sources[wanted - 1] = 0;
            }
            // hook([receiver [, result]]) gets (result), (receiver) or (result, receiver)
            case RESULT -> {
                for (int i = 0; i < wanted; i++) {
                    sources[i] = passed.size() - 1 - i;
                }
            }
        }
        return sources;
    }

    private void nothing(String descriptor) {
        NewMethod method = written.method();
        returnNothing(method.code());
        written.add(NOTHING, descriptor, method, maxStack);
    }

    /** What a call gives back that changes nothing. */
    private void returnNothing(Code code) {
        boolean replaces = role == Role.ARGUMENT || role == Role.RESULT;
        if (replaces && !returned.equals("V")) {
            int kept = role == Role.ARGUMENT ? hook.point().detail() : 0;
            load(code, kept);
            Conversion.write(code, passed.get(kept), returned);
        } else {
            code.zero(returned);
        }
        code.returns(returned);
    }

    private void load(Code code, int argument) {
        int slot = 0;
        for (String before : passed.subList(0, argument)) {
            slot += Descriptor.size(before);
        }
        code.load(passed.get(argument), slot);
    }
}
