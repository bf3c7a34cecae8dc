package io.github.ncl4j.torch;

import io.github.ncl4j.testkit.NativeScope;

/** Runs each test with the engine started, on {@code -Dncl4j.threads} threads, in a scope that frees what the test makes. */
public final class EngineScope extends NativeScope {

    @Override
    protected void start(int threads) {
        Engine.setThreads(threads);
    }
}
