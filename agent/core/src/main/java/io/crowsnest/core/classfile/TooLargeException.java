package io.crowsnest.core.classfile;

/** With its hooks a class would outgrow the format of class files; it has to stay as it is. */
public final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says what there is too much of. */
    public TooLargeException(String what) {
        super(what);
    }
}
