package io.github.ncl4j.torch;

import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The verbs of native lifetime; the rule they serve is in the package description. */
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

    /**
     * Runs part of a computation in a scope of its own, so that what it makes on the way dies at once.
     *
     * @return the result, which belongs to the caller's scope
     */
    public static Tensor scoped(Supplier<Tensor> computation) {
        PointerScope callers = Objects.requireNonNull(PointerScope.getInnerScope(), "no scope is open");
        try (PointerScope scope = new PointerScope()) {
            Tensor result = computation.get();
            callers.attach(result);
            return result;
        }
    }
}
