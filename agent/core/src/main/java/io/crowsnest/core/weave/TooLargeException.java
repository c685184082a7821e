package io.crowsnest.core.weave;

/** With its hooks a class would outgrow the format of class files; it has to stay as it is. */
public final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooLargeException(String what) {
        super(what);
    }
}
