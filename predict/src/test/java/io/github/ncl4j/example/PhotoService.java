package io.github.ncl4j.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.predict.Classifier;
import io.github.ncl4j.predict.ClassifierOptions;
import io.github.ncl4j.predict.Prediction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;

/** POST a photo to /, and get its likeliest classes: java PhotoService photos.onnx 8080. */
public final class PhotoService {

    /** 8 MiB and 40 million pixels, whatever a client claims to send. */
    private static final ImageDecoder.Settings LIMITS =
            new ImageDecoder.Settings(8 << 20, 40_000_000, true, ImageDecoder.JpegLibrary.FASTEST);

    private PhotoService() {}

    public static void main(String[] arguments) throws IOException {
        Classifier classifier = Classifier.load(Path.of(arguments[0]), new ClassifierOptions(1, LIMITS, 1 << 20));
        HttpServer server = start(classifier, Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop(5);
            classifier.close();
        }));
    }

    static HttpServer start(Classifier classifier, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer server = HttpServer.create(address, 16);
        server.createContext("/", exchange -> answer(classifier, exchange));
        server.setExecutor(Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors()));
        server.start();
        return server;
    }

    private static void answer(Classifier classifier, HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] photo = exchange.getRequestBody().readNBytes(LIMITS.maxBytes() + 1);
            try {
                send(exchange, 200, text(classifier.predict(photo)));
            } catch (DataException e) {
                send(exchange, 400, e.getMessage() + "\n");
            }
        }
    }

    private static String text(Prediction prediction) {
        StringBuilder text = new StringBuilder();
        for (Prediction.Candidate candidate : prediction.top(3)) {
            text.append(String.format(Locale.ROOT, "%.3f %s%n", candidate.probability(), candidate.name()));
        }
        return prediction.reliable() ? text.toString() : "not sure\n" + text;
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
