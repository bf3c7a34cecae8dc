package io.github.ncl4j.serve;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose next request has not a whole header in time. Jetty's idle time-out alone counts from the last byte,
 * so that a client which sends one now and then would keep its connection for ever.
 */
final class ConnectionWatch extends Handler.Wrapper implements Connection.Listener {

    private final long patienceNanos;
    private final Scheduler scheduler;

    /** Since when each connection has owed a header. */
    private final Map<Connection, Long> owing = new ConcurrentHashMap<>();

    /**
     * Watches once it is started.
     *
     * @param patience from the opening of a connection, or the end of an answer, to the end of the next header
     * @param scheduler borrowed
     */
    ConnectionWatch(Duration patience, Scheduler scheduler) {
        patienceNanos = patience.toNanos();
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        look();
    }

    private void look() {
        long now = System.nanoTime();
        owing.forEach((connection, since) -> {
            if (now - since > patienceNanos) {
                owing.remove(connection);
                connection.getEndPoint().close();
            }
        });
        // After the scheduler has stopped this does nothing.
        scheduler.schedule(this::look, patienceNanos / 4, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        owing.put(connection, System.nanoTime());
    }

    @Override
    public void onClosed(Connection connection) {
        owing.remove(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        owing.remove(connection);
        Request.addCompletionListener(request, failure -> {
            if (connection.getEndPoint().isOpen()) {
                owing.put(connection, System.nanoTime());
            }
        });
        return super.handle(request, response, callback);
    }
}
