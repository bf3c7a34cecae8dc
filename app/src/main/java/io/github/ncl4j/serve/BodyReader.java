package io.github.ncl4j.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    /** Requests whose body is here and whose answer is not yet written. */
    int answering() {
        return answering.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Reading reading = new Reading(request, response, callback);
        Problem problem = access.problem(request);
        if (problem != null) {
            reading.refuse(problem);
        } else if (request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_VERSION)) {
            // Javalin would open a session for it, of which there is no end.
            reading.refuse(new Problem(HttpStatus.BAD_REQUEST_400, "there is no WebSocket here"));
        } else if (request.getLength() > limits.bytes()) {
            reading.refuse(tooLarge());
        } else {
            reading.run();
        }
        return true;
    }

    private Problem tooLarge() {
        return new Problem(
                HttpStatus.PAYLOAD_TOO_LARGE_413,
                "the request's body is larger than " + limits.bytes() + " bytes, the limit; send a smaller image");
    }

    /** One body on its way. Jetty never calls it from two threads at once. */
    private final class Reading implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long begin = System.nanoTime();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Reading(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    if (isLate(limits.request())) {
                        refuse(late());
                    } else {
                        request.demand(this);
                    }
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    fail(chunk.getFailure());
                    return;
                }
                boolean fits = take(chunk);
                boolean last = chunk.isLast();
                chunk.release();
                if (!fits) {
                    return;
                }
                if (last) {
                    pass();
                    return;
                }
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

        /** Whether there was room; if not, the request is answered. */
        private boolean take(Content.Chunk chunk) {
            ByteBuffer bytes = chunk.getByteBuffer();
            int count = bytes.remaining();
            if (body.size() + (long) count > limits.bytes()) {
                refuse(tooLarge());
                return false;
            }
            if (held.addAndGet(count) > budget) {
                held.addAndGet(-count);
                refuse(new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        "the server holds as many bytes of requests as it may; try again later"));
                return false;
            }
            byte[] copy = new byte[count];
            bytes.get(copy);
            body.write(copy, 0, count);
            return true;
        }

        private void fail(Throwable failure) {
            if (failure instanceof TimeoutException) {
                refuse(late());
            } else {
                letGo();
                callback.failed(failure);
            }
        }

        private void letGo() {
            held.addAndGet(-body.size());
            body.reset();
        }

        private void pass() {
            int size = body.size();
            request.setAttribute(BODY, body.toByteArray());
            body.reset();
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
            } catch (Exception e) {
                Response.writeError(request, response, end, e);
            }
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
            Callback written = Callback.from(new Discarding(request, callback, limits), callback::failed);
            problem.writeTo(response, isSending ? written : callback);
        }
    }

    /** Reads to the end of a body that nobody wants, but not for ever. */
    private static final class Discarding implements Runnable {

        private final Request request;
        private final Callback callback;
        private final long until;
        private long left;

        Discarding(Request request, Callback callback, Limits limits) {
            this.request = request;
            this.callback = callback;
            until = System.nanoTime() + limits.idle().toNanos();
            left = 2L * limits.bytes();
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                boolean failed = Content.Chunk.isFailure(chunk);
                boolean last = chunk.isLast();
                if (!failed) {
                    left -= chunk.remaining();
                    chunk.release();
                }
                if (failed || last || left < 0 || System.nanoTime() > until) {
                    callback.succeeded();
                    return;
                }
            }
        }
    }
}
