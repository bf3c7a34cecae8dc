package io.github.ncl4j.serve;

import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Counts every request and its answer, whichever part of the server gives it. */
final class RequestRecorder extends Handler.Wrapper {

    /** What nginx reports of clients that go away before the answer. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final ServerMetrics metrics;

    /** Counts in the given metrics. */
    RequestRecorder(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long begin = System.nanoTime();
        List<Route> routes = Route.at(Request.getPathInContext(request));
        Route route = routes.isEmpty() ? null : routes.get(0);
        return super.handle(request, response, new Callback() {
            @Override
            public void succeeded() {
                record(null);
                callback.succeeded();
            }

            @Override
            public void failed(Throwable failure) {
                record(failure);
                callback.failed(failure);
            }

            private void record(@Nullable Throwable failure) {
                metrics.answered(route, status(response, failure), (System.nanoTime() - begin) * 1e-9);
            }
        });
    }

    private static int status(Response response, @Nullable Throwable failure) {
        if (failure == null) {
            return response.getStatus();
        }
        boolean isGone = failure instanceof EofException || failure instanceof ClosedChannelException;
        return isGone ? CLIENT_CLOSED_REQUEST : HttpStatus.INTERNAL_SERVER_ERROR_500;
    }
}
