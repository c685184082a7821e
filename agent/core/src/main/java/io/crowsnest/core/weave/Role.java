package io.crowsnest.core.weave;

/** What a call site does, and by which name it says so. Call sites of one hook differ in their role. */
public enum Role {
    /** Before the body: {@code (receiver, arguments...) -> state}. */
    ENTER("enter"),
    /** After a normal end: {@code (state)} or {@code (result, state)}. */
    EXIT("exit"),
    /** After a throw: {@code (throwable, state)}. */
    THROWN("thrown"),
    /** Before the body: {@code (receiver, arguments...) -> new value of one argument}. */
    ARGUMENT("argument"),
    /** Before the body, nothing after: {@code (receiver, arguments...)}. */
    ENTER_ONLY("enterOnly"),
    /** At a normal end: {@code ([result,] [receiver])}, maybe with a new result. */
    RESULT("result");

    private final String label;

    Role(String label) {
        this.label = label;
    }

    /** The name that the call site carries. */
    public String label() {
        return label;
    }

    /** The role whose call sites carry this name. */
    public static Role of(String label) {
        for (Role role : values()) {
            if (role.label.equals(label)) {
                return role;
            }
        }
        throw new IllegalArgumentException(label);
    }
}
