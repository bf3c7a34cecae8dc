package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send slowly, half, or no HTTP at all: each is answered or cut off, and nobody else notices. */
class SlowClientsTest {

    private static final byte[] RED = RunningServer.png(Color.RED, 8, 8);
    private static final String HEAD = "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\n";

    /** More than the server has threads. */
    private static final int MANY = 80;

    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start(patience(1_000, 20_000), RunningServer.BATCHING);
    }

    private static Limits patience(int idleMillis, int requestMillis) {
        return new Limits(
                100_000,
                1_000_000,
                4,
                200,
                Duration.ofMillis(idleMillis),
                Duration.ofMillis(requestMillis),
                Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws Exception {
        // On a busy machine the test's own client may be too slow for so impatient a server.
        boolean isAlive = false;
        for (int attempt = 0; attempt < 20 && !isAlive; attempt++) {
            try {
                isAlive = server.predict(RED, "image/png").statusCode() == 200;
            } catch (UncheckedIOException e) {
                Thread.sleep(100);
            }
        }
        assertThat(isAlive).as("the server is alive").isTrue();
        server.close();
    }

    @Test
    void aBodyThatStopsHalfwayIsGivenUp() throws Exception {
        try (Socket socket = server.connect()) {
            RunningServer.write(socket, HEAD + "Content-Length: 1000\r\n\r\nhalf of it");

            assertThat(RunningServer.readAll(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("Connection: close", "did not arrive in time: 10 bytes within");
        }
    }

    @Test
    void aBodyThatDripsIsGivenUpAlthoughTheConnectionIsNeverIdle() throws Exception {
        server.close();
        server = RunningServer.start(patience(20_000, 500), RunningServer.BATCHING);
        try (Socket socket = server.connect()) {
            RunningServer.write(socket, HEAD + "Content-Length: 100000\r\n\r\n");
            while (socket.getInputStream().available() == 0) {
                RunningServer.write(socket, "x");
                Thread.sleep(20);
            }
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 408 ".length());

            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408 ");
        }
    }

    @Test
    void halfAHeaderIsCutOffWhetherItDripsOrStops() throws Exception {
        try (Socket silent = server.connect();
                Socket dripping = server.connect()) {
            RunningServer.write(silent, "POST /v1/pre");
            RunningServer.write(dripping, "GET /healthz HTTP/1.1\r\nX: ");
            boolean open = true;
            while (open) {
                try {
                    RunningServer.write(dripping, "x");
                    Thread.sleep(20);
                } catch (IOException e) {
                    open = false;
                }
            }

            assertThat(RunningServer.readAll(silent)).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void manyHalfSentRequestsHoldNoThreads() throws Exception {
        server.close();
        server = RunningServer.start();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Socket socket = server.connect();
                sockets.add(socket);
                RunningServer.write(socket, HEAD + "Content-Length: 1000\r\n\r\nhalf");
            }

            assertThat(server.predict(RED, "image/png").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aClientThatGoesAwayHalfwayIsForgotten() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Socket socket = server.connect()) {
                RunningServer.write(socket, HEAD + "Content-Length: 1000\r\n\r\nhalf");
                socket.setSoLinger(i % 2 == 0, 0);
            }
        }
    }

    @Test
    void whatIsNoHttpIsAProblem() throws Exception {
        server.close();
        server = RunningServer.start();
        assertThat(exchange("hello\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
        assertThat(exchange("GET /healthz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(exchange("GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 505 ")
                .contains("the request is not one that HTTP");
        assertThat(
                        exchange(
                                "POST /v1/predict?a=1&top=%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"))
                .startsWith("HTTP/1.1 400 ")
                .contains("must be a whole number from 1 to 100, not '%ZZ'");
        assertThat(exchange("GET /%00%zz HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(exchange(HEAD + "Content-Length: -1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(exchange(HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")).startsWith("HTTP/1.1 400 ");
        String webSocket = String.join(
                "\r\n",
                "GET /healthz HTTP/1.1",
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "\r\n");
        assertThat(exchange(webSocket)).startsWith("HTTP/1.1 400 ").doesNotContain("Cookie");
    }

    /** What the server sends back until it closes, without a stack trace whatever it is. */
    private String exchange(String request) throws Exception {
        try (Socket socket = server.connect()) {
            RunningServer.write(socket, request);
            String response = RunningServer.readAll(socket);
            assertThat(response).doesNotContain("\tat ", "Exception", "<html");
            return response;
        }
    }
}
