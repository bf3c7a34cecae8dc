package io.github.ncl4j.serve;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses, such as a header that is no HTTP, answered as everything else here; never with a stack trace. */
final class HttpErrorHandler extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (request.getAttribute(ERROR_EXCEPTION) instanceof OutOfMemoryError) {
            Problem.NO_MEMORY.writeTo(response, callback);
            return true;
        }
        int status = response.getStatus();
        if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException problem) {
            status = problem.getCode();
        }
        if (status < HttpStatus.BAD_REQUEST_400) {
            status = HttpStatus.INTERNAL_SERVER_ERROR_500;
        }
        String detail =
                status < HttpStatus.INTERNAL_SERVER_ERROR_500 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                        ? "the request is not one that HTTP or this server knows"
                        : "the server failed";
        new Problem(status, detail).writeTo(response, callback);
        return true;
    }
}
