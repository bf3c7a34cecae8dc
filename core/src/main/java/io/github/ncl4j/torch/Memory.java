package io.github.ncl4j.torch;

import org.bytedeco.javacpp.Pointer;

/** The two verbs of native lifetime; the rule they serve is in the package description. */
public final class Memory {

    private Memory() {}

    /**
     * Takes a pointer out of the scope that would free it. The caller owns it from now on.
     *
     * @param pointer a tensor, or any other native object, of the current thread's open scopes
     * @return the same pointer
     */
    public static <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    /** Gives back what {@link #keep} took. The pointer must not be used afterwards. */
    public static void release(Pointer pointer) {
        pointer.releaseReference();
    }
}
