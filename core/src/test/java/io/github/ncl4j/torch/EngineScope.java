package io.github.ncl4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs each test with the engine started, on {@code -Dncl4j.threads} threads, in a scope that frees what the test makes. */
public final class EngineScope implements BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(EngineScope.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        Engine.setThreads(Integer.getInteger("ncl4j.threads", 1));
        context.getStore(STORE).put(PointerScope.class, new PointerScope());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getStore(STORE).remove(PointerScope.class, PointerScope.class).close();
    }
}
