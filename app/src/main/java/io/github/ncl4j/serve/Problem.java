package io.github.ncl4j.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Why a request is not answered, as RFC 9457 ("problem details") has it.
 *
 * @param status of HTTP, from 400
 * @param detail a sentence that says what is wrong and what to do
 */
record Problem(int status, String detail) {

    static final String CONTENT_TYPE = "application/problem+json";

    /** Whoever is told to come back is told when, in seconds. */
    static final String RETRY_AFTER = "1";

    /** For whoever comes, or is on the way, when the server ends. */
    static final Problem STOPPING = new Problem(HttpStatus.SERVICE_UNAVAILABLE_503, "the server is stopping");

    /** For a request that Java's memory has no room for. */
    static final Problem NO_MEMORY = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the request does not fit into the server's memory at the moment; try again later");

    /** For a request in which something went wrong that is not the client's concern. */
    static Problem of(Throwable failure) {
        return failure instanceof OutOfMemoryError
                ? NO_MEMORY
                : new Problem(HttpStatus.INTERNAL_SERVER_ERROR_500, "the server failed; its log says how");
    }

    /** Whether the same request may be answered later. */
    boolean isTemporary() {
        return status == HttpStatus.TOO_MANY_REQUESTS_429 || status == HttpStatus.SERVICE_UNAVAILABLE_503;
    }

    /** The answer's body. */
    byte[] json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("title", HttpStatus.getMessage(status))
                .put("status", status)
                .put("detail", detail)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Answers a request that has not reached its route. */
    void writeTo(Response response, Callback callback) {
        byte[] json = json();
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        SecurityHeaders.forEach((name, value) -> response.getHeaders().put(name, value));
        if (status == HttpStatus.UNAUTHORIZED_401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        if (isTemporary()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER);
        }
        response.write(true, ByteBuffer.wrap(json), callback);
    }
}
