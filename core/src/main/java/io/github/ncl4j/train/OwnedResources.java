package io.github.ncl4j.train;

import java.util.ArrayDeque;
import java.util.Deque;

/** Resources of one owner, closed in the reverse order of their making. */
final class OwnedResources implements AutoCloseable {

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    /** Takes a resource over. */
    <T extends AutoCloseable> T own(T resource) {
        resources.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e); // none of ours declares a checked exception
            }
        }
    }
}
