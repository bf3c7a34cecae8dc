package io.github.ncl4j.serve;

import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.serve.model.ServedModel;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model behind HTTP. It listens from the start, says that it is not ready until it has a model, and answers what it has begun
 * before it ends.
 */
public final class PredictionServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PredictionServer.class);

    private static final int THREADS = 32;
    private static final int IDLE_THREADS = 4;
    private static final int HEADER_BYTES = 8192;
    private static final int SHARE_OF_HEAP = 4;
    private static final int POLL_MILLIS = 5;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /** For bodies that are coming in: answered between two pieces, their clients surely read the answer. */
    private static final Duration LAST_BYTES = Duration.ofMillis(500);

    private static final Duration END_OF_THREADS = Duration.ofSeconds(5);

    private final ServerSettings settings;
    private final ServiceState state = new ServiceState();
    private final ServerMetrics metrics =
            new ServerMetrics(() -> count(ImagePipeline::waiting), () -> count(ImagePipeline::decoded));
    private final QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS);
    private final BodyReader bodies;
    private final Javalin app;

    private PredictionServer(ServerSettings settings) {
        this.settings = settings;
        threads.setName("http");
        bodies = new BodyReader(AccessRule.of(settings), settings.limits(), bytesAtOnce());
        app = Javalin.create(this::configure);
    }

    /**
     * Listens, without a model yet.
     *
     * @throws UserException if the address cannot be listened at; the message says why
     */
    public static PredictionServer start(ServerSettings settings) {
        PredictionServer server = new PredictionServer(settings);
        try {
            server.app.start();
            return server;
        } catch (JavalinException e) {
            server.app.stop();
            throw new UserException(
                    "cannot listen at " + settings.host() + ", port " + settings.port() + ": " + reason(e)
                            + "; use another --host or --port",
                    e);
        }
    }

    /** How many bytes of requests a server holds at once: a quarter of Java's memory. */
    public static long bytesAtOnce() {
        return Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.router.ignoreTrailingSlashes = false;
        config.router.javaLangErrorHandler(PredictionServer::failed);
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(PredictionServer::restrict);
        config.jetty.modifyServer(this::addHandlers);
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new HttpErrorHandler()));
        config.jetty.addConnector(this::connector);
        new Endpoints(settings, metrics, state, threads).addTo(config.routes);
    }

    /** What is no exception but an error, such as a full heap. */
    private static void failed(HttpServletResponse response, Error error) {
        Problem problem = Problem.of(error);
        LOG.error("a request failed: {}", error.toString());
        response.setStatus(problem.status());
        response.setContentType(Problem.CONTENT_TYPE);
        if (problem.isTemporary()) {
            response.setHeader("Retry-After", Problem.RETRY_AFTER);
        }
        try {
            response.getOutputStream().write(problem.json());
        } catch (IOException e) {
            LOG.debug("and its client is gone", e);
        }
    }

    private static void restrict(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
    }

    /** From the outermost inwards; the routes come last. */
    private void addHandlers(Server server) {
        RequestRecorder recorder = new RequestRecorder(metrics);
        ConnectionWatch watch = new ConnectionWatch(settings.limits().idle(), server.getScheduler());
        recorder.setHandler(watch);
        watch.setHandler(bodies);
        server.insertHandler(recorder);
        server.setErrorHandler(new HttpErrorHandler());
        server.addBean(new NetworkConnectionLimit(settings.limits().connections(), server));
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.limits().idle().toMillis());
        connector.addEventListener(server.getDescendant(ConnectionWatch.class));
        return connector;
    }

    /** The port that it listens at. */
    public int port() {
        return app.port();
    }

    /** Requests whose body is on its way. */
    int arriving() {
        return bodies.arriving();
    }

    private int count(ToIntFunction<ImagePipeline> images) {
        ServiceState.Service service = state.service();
        return service == null ? 0 : images.applyAsInt(service.pipeline());
    }

    /**
     * Warms a model and answers with it from then on; not any more if the server is stopping.
     *
     * @param model owned from now on, and closed with the server
     */
    public void open(ServedModel model) {
        int side = model.side();
        RgbImage black = model.prepare(new RgbImage(side, side, new byte[3 * side * side]));
        model.predict(Collections.nCopies(settings.batching().size(), black));
        model.predict(List.of(black));
        ImagePipeline pipeline = new ImagePipeline(model, settings.limits(), settings.batching(), metrics, state::fail);
        ServiceState.Service service = new ServiceState.Service(model, pipeline, new PredictionJson(model));
        if (!state.open(service)) {
            end(service);
        }
    }

    /**
     * Refuses new predictions and those whose images are still on their way, waits for those that have begun, as long as the limits
     * allow, and ends.
     */
    @Override
    public void close() {
        state.stop();
        bodies.refuseUnfinished();
        boolean isDone = await(bodies::answering, settings.limits().stop());
        ServiceState.Service service = state.service();
        if (!isDone && service != null) {
            LOG.warn("{} requests get no answer before the end", bodies.answering());
            service.pipeline().close();
            await(bodies::answering, LAST_ANSWERS);
        }
        await(bodies::arriving, LAST_BYTES);
        bodies.refuseAll();
        app.stop();
        if (service != null) {
            end(service);
        }
    }

    /** Waits for a number of requests to become zero, and returns whether it has. */
    private static boolean await(IntSupplier requests, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (requests.getAsInt() > 0 && System.nanoTime() < until) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return requests.getAsInt() == 0;
    }

    private static void end(ServiceState.Service service) {
        service.pipeline().close();
        try {
            if (service.pipeline().awaitEnd(END_OF_THREADS)) {
                service.model().close();
            } else {
                LOG.warn("the model is still computing; its memory ends with the process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
