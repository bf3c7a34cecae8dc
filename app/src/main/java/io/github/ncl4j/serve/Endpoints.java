package io.github.ncl4j.serve;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers at each {@link Route}, and what it says where it cannot. */
final class Endpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

    private static final String JSON = "application/json";
    private static final int DEFAULT_TOP = 5;
    private static final Pattern TOP = Pattern.compile("(?:^|&)top=([^&]*)");

    private final ServerSettings settings;
    private final ServerMetrics metrics;
    private final ServiceState state;
    private final Executor answering;
    private final UploadReader uploads;
    private final WebPage page = WebPage.load("predict.html");
    private final WebPage trainingPage = WebPage.load("training.html");
    private final byte[] openApi = WebPage.resource("openapi.json");

    /**
     * The answers of a server.
     *
     * @param state borrowed
     * @param answering runs what writes answers that had to wait
     */
    Endpoints(ServerSettings settings, ServerMetrics metrics, ServiceState state, Executor answering) {
        this.settings = settings;
        this.metrics = metrics;
        this.state = state;
        this.answering = answering;
        uploads = new UploadReader(
                Math.min(settings.limits().images(), settings.batching().queue()));
    }

    /** Adds the routes, and what becomes of failures. */
    void addTo(RoutesConfig routes) {
        Map<Route, Handler> handlers = Map.of(
                Route.PREDICT, this::predict,
                Route.MODEL, this::model,
                Route.TRAINING, this::training,
                Route.HEALTH, context -> context.contentType(JSON).result("{\"status\":\"alive\"}"),
                Route.READY, this::ready,
                Route.METRICS,
                        context ->
                                context.contentType(ServerMetrics.CONTENT_TYPE).result(metrics.text()),
                Route.OPENAPI, context -> context.contentType(JSON).result(openApi),
                Route.PAGE, context -> show(context, page),
                Route.TRAINING_PAGE, context -> show(context, trainingPage));
        routes.before(context -> SecurityHeaders.forEach(context::header));
        handlers.forEach((route, handler) -> route.methods()
                .forEach(method -> routes.addHttpHandler(HandlerType.findOrCreate(method), route.path(), handler)));
        routes.exception(ProblemException.class, (e, context) -> answer(context, e.problem()));
        routes.exception(HttpResponseException.class, (e, context) -> notThere(context, e.getStatus()));
        routes.exception(
                TimeoutException.class,
                (e, context) -> answer(
                        context,
                        new Problem(
                                HttpStatus.SERVICE_UNAVAILABLE_503,
                                "no answer within "
                                        + settings.limits().request().toMillis()
                                        + " ms; the server has too much to do, try again later")));
        routes.exception(Exception.class, (e, context) -> failed(context, e));
    }

    private void predict(Context context) {
        ServiceState.Service service = state.require();
        int top = top(context);
        byte[] body = context.attribute(BodyReader.BODY);
        List<Upload> images = uploads.read(context.header("Content-Type"), body == null ? new byte[0] : body);
        // The files of a form are copies; what they came in is not held beside them.
        context.attribute(BodyReader.BODY, null);
        CompletableFuture<List<ClassifiedImage>> classified = service.pipeline().classify(images);
        // Neither the model's thread nor the clock's may wait for a client that reads slowly.
        context.future(() -> classified.whenCompleteAsync(
                (seen, failure) -> {
                    if (failure == null) {
                        context.contentType(JSON).result(service.json().predictions(seen, top));
                    }
                },
                answering));
    }

    private static int top(Context context) {
        String parameter = context.queryParam("top");
        if (parameter == null) {
            // Javalin leaves out a parameter that cannot be decoded, such as top=%ZZ.
            Matcher undecoded = TOP.matcher("" + context.queryString());
            if (!undecoded.find()) {
                return DEFAULT_TOP;
            }
            parameter = undecoded.group(1);
        }
        try {
            int top = Integer.parseInt(parameter);
            if (top >= 1 && top <= Limits.MOST_CLASSES) {
                return top;
            }
        } catch (NumberFormatException e) {
            LOG.debug("not a number: {}", parameter);
        }
        throw new ProblemException(
                HttpStatus.BAD_REQUEST_400,
                "the parameter top must be a whole number from 1 to " + Limits.MOST_CLASSES + ", not '" + parameter
                        + "'");
    }

    private void model(Context context) {
        byte[] json = state.require().json().model(settings.limits(), uploads.most(), settings.run() != null);
        context.contentType(JSON).result(json);
    }

    private void ready(Context context) {
        ServiceState.Phase phase = state.phase();
        if (phase != ServiceState.Phase.READY) {
            context.status(HttpStatus.SERVICE_UNAVAILABLE_503).header("Retry-After", Problem.RETRY_AFTER);
        }
        context.contentType(JSON).result("{\"status\":\"" + phase.label() + "\"}");
    }

    private void training(Context context) {
        Path run = settings.run();
        if (run == null) {
            throw new ProblemException(
                    HttpStatus.NOT_FOUND_404, "this server shows no training; start it with --run DIRECTORY");
        }
        byte[] epochs = new TrainingRun(run).epochs();
        CRC32C checksum = new CRC32C();
        checksum.update(epochs);
        String tag = "\"" + epochs.length + "-" + Long.toHexString(checksum.getValue()) + "\"";
        // A page asks every few seconds, and most answers are the one that it has.
        context.header("Cache-Control", "no-cache").header("ETag", tag);
        if (tag.equals(context.header("If-None-Match"))) {
            context.status(HttpStatus.NOT_MODIFIED_304);
        } else {
            context.contentType(JSON).result(epochs);
        }
    }

    private static void show(Context context, WebPage page) {
        context.header(SecurityHeaders.POLICY, page.policy())
                .header("Cache-Control", "no-cache")
                .contentType("text/html; charset=utf-8")
                .result(page.html());
    }

    private static void notThere(Context context, int status) {
        List<String> methods = Route.at(context.path()).stream()
                .flatMap(route -> route.methods().stream())
                .toList();
        if (status == HttpStatus.METHOD_NOT_ALLOWED_405 && !methods.isEmpty()) {
            String allowed = String.join(", ", methods);
            context.header("Allow", allowed);
            answer(context, new Problem(status, context.path() + " answers " + allowed + ", not " + context.method()));
        } else {
            answer(context, new Problem(status, "nothing is here; /openapi.json lists what is"));
        }
    }

    private static void failed(Context context, Exception failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.error("{} {} failed: {}", context.method(), context.path(), cause.toString());
        LOG.debug("where it failed", cause);
        answer(context, Problem.of(cause));
    }

    private static void answer(Context context, Problem problem) {
        if (problem.isTemporary()) {
            context.header("Retry-After", Problem.RETRY_AFTER);
        }
        context.status(problem.status()).contentType(Problem.CONTENT_TYPE).result(problem.json());
    }
}
