package io.github.ncl4j.serve;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole body of a request before anything else happens with it. No thread waits for bytes: a client that sends
 * slowly, or stops, costs what it has sent and a connection, until its time is over.
 */
final class BodyReader extends Handler.Wrapper {

    /** The attribute of a request that holds its body, a {@code byte[]}. */
    static final String BODY = BodyReader.class.getName();

    /** What a client has for reading its answer. */
    private static final Duration READING = Duration.ofSeconds(30);

    private final AccessRule access;
    private final Limits limits;
    private final long budget;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger answering = new AtomicInteger();
    private final Set<Reading> arriving = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    /**
     * A reader.
     *
     * @param access says whose bodies are read at all
     * @param budget bytes of all bodies that are held at once
     */
    BodyReader(AccessRule access, Limits limits, long budget) {
        this.access = access;
        this.limits = limits;
        this.budget = budget;
    }

    /** From now on a body that is not whole is refused as soon as the server would have to wait for more of it. */
    void refuseUnfinished() {
        refusing = true;
    }

    /** Bodies that are on their way. */
    int arriving() {
        return arriving.size();
    }

    /** Answers all whose body is still on its way. */
    void refuseAll() {
        arriving.forEach(Reading::refuse);
    }

    /** Requests whose body is here and whose answer is not yet written. */
    int answering() {
        return answering.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Reading reading = new Reading(request, response, callback);
        Problem denied = access.problem(request);
        Problem problem = denied == null ? problem(request) : denied;
        if (problem != null) {
            reading.refuse(problem);
        } else {
            arriving.add(reading);
            reading.run();
        }
        return true;
    }

    /** Checks a request before its body is read; null if nothing is wrong. */
    private @Nullable Problem problem(Request request) {
        if (request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_VERSION)) {
            // Javalin would open a session for it, of which there is no end.
            return new Problem(HttpStatus.BAD_REQUEST_400, "there is no WebSocket here");
        }
        return request.getLength() > limits.bytes() ? tooLarge() : null;
    }

    private Problem tooLarge() {
        return new Problem(
                HttpStatus.PAYLOAD_TOO_LARGE_413,
                "the request's body is larger than " + limits.bytes() + " bytes, the limit; send a smaller image");
    }

    /**
     * One body on its way. Jetty never calls it from two threads at once, but the end of the server may come meanwhile; so the two
     * take turns, and whichever comes first ends the reading.
     */
    private final class Reading implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long begin = System.nanoTime();
        private final ReceivedBytes body = new ReceivedBytes();
        private boolean ended;

        Reading(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            Runnable end;
            synchronized (this) {
                end = ended ? null : read();
                ended |= end != null;
            }
            if (end != null) {
                arriving.remove(this);
                end.run();
            }
        }

        /** Reads what is there, and returns how the reading ends; null if more is to come. */
        private @Nullable Runnable read() {
            try {
                while (true) {
                    Content.Chunk chunk = request.read();
                    if (chunk == null) {
                        Problem problem = refusing ? Problem.STOPPING : isLate(limits.request()) ? late() : null;
                        if (problem == null) {
                            request.demand(this);
                        }
                        return problem == null ? null : () -> refuse(problem);
                    }
                    if (Content.Chunk.isFailure(chunk)) {
                        return () -> fail(chunk.getFailure());
                    }
                    Problem problem = take(chunk);
                    boolean last = chunk.isLast();
                    chunk.release();
                    if (problem != null) {
                        return () -> refuse(problem);
                    }
                    if (last) {
                        return this::pass;
                    }
                }
            } catch (OutOfMemoryError e) {
                return () -> refuse(Problem.NO_MEMORY);
            }
        }

        private boolean isLate(Duration patience) {
            return System.nanoTime() - begin > patience.toNanos();
        }

        private Problem late() {
            return new Problem(
                    HttpStatus.REQUEST_TIMEOUT_408,
                    "the request's body did not arrive in time: " + body.size() + " bytes within "
                            + (System.nanoTime() - begin) / 1_000_000 + " ms; send it faster, or smaller");
        }

        /** Keeps the bytes; if there is no room for them, it returns why. */
        private @Nullable Problem take(Content.Chunk chunk) {
            ByteBuffer bytes = chunk.getByteBuffer();
            int count = bytes.remaining();
            if (body.size() + (long) count > limits.bytes()) {
                return tooLarge();
            }
            if (held.addAndGet(count) > budget) {
                held.addAndGet(-count);
                return new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        "the server holds as many bytes of requests as it may; try again later");
            }
            body.add(bytes);
            return null;
        }

        private void fail(Throwable failure) {
            if (refusing) {
                refuse(Problem.STOPPING);
            } else if (failure instanceof TimeoutException) {
                refuse(late());
            } else {
                letGo();
                callback.failed(failure);
            }
        }

        private void letGo() {
            held.addAndGet(-body.size());
            body.clear();
        }

        private void pass() {
            int size = body.size();
            try {
                request.setAttribute(BODY, body.take());
            } catch (OutOfMemoryError e) {
                refuse(Problem.NO_MEMORY);
                return;
            }
            answering.incrementAndGet();
            Scheduler.Task cut = cutLater();
            Callback end = Callback.from(callback, () -> {
                cut.cancel();
                held.addAndGet(-size);
                answering.decrementAndGet();
            });
            try {
                if (!BodyReader.super.handle(request, response, end)) {
                    Response.writeError(request, response, end, HttpStatus.NOT_FOUND_404);
                }
            } catch (Exception | OutOfMemoryError e) {
                Response.writeError(request, response, end, e);
            }
        }

        /** Answers from another thread, in the place of a reading that has not ended. */
        void refuse() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            arriving.remove(this);
            letGo();
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Problem.STOPPING.writeTo(response, callback);
        }

        /** Closes the connection of a client that does not read its answer, which would keep a thread that writes. */
        private Scheduler.Task cutLater() {
            EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            long patience = limits.request().plus(READING).toMillis();
            return request.getComponents().getScheduler().schedule(endPoint::close, patience, TimeUnit.MILLISECONDS);
        }

        /**
         * Answers, and then reads on for a while what the client is still sending: closing at once would reset the connection, and
         * the client would lose the answer.
         */
        void refuse(Problem problem) {
            letGo();
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            boolean isSending = !request.getHeaders().contains(HttpHeader.EXPECT);
            Callback written = Callback.from(new BodyDiscarder(request, callback, limits), callback::failed);
            problem.writeTo(response, isSending ? written : callback);
        }
    }
}
