package io.github.ncl4j.testkit;

import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs each test with the engine started, in a scope that frees what the test makes. */
public abstract class NativeScope implements BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(NativeScope.class);

    /**
     * Starts the engine.
     *
     * @param threads of one operation: {@code -Dncl4j.threads}, else 1
     */
    protected abstract void start(int threads);

    @Override
    public final void beforeEach(ExtensionContext context) {
        start(Integer.getInteger("ncl4j.threads", 1));
        context.getStore(STORE).put(PointerScope.class, new PointerScope());
    }

    @Override
    public final void afterEach(ExtensionContext context) {
        Objects.requireNonNull(context.getStore(STORE).remove(PointerScope.class, PointerScope.class))
                .close();
    }
}
