package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.UserException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Who is answered. */
class AccessRuleTest {

    @Test
    void withATokenEverythingThatTellsOfTheModelWantsIt() {
        try (RunningServer server = RunningServer.start("open sesame", null, ColourModel.create())) {
            for (Route route : Route.values()) {
                HttpResponse<String> without = server.send(request(server, route, null));
                if (route.isOpen()) {
                    assertThat(without.statusCode()).as(route.path()).isEqualTo(200);
                    continue;
                }
                PredictionTest.assertProblem(without, 401, "send it as 'Authorization: Bearer TOKEN'");
                assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
                for (String wrong :
                        new String[] {"Bearer open", "Bearer open sesame!", "Basic open sesame", "Bearer "}) {
                    assertThat(server.send(request(server, route, wrong)).statusCode())
                            .as(wrong)
                            .isEqualTo(401);
                }
                assertThat(server.send(request(server, route, "bearer open sesame"))
                                .statusCode())
                        .as(route.path())
                        .isNotEqualTo(401);
            }
            // Paths that only look like a route, or like none, are not open either.
            for (String path :
                    new String[] {"/nowhere", "/v1/%70redict", "/v1/model;x=1", "//v1/model", "/healthz/../v1/model"}) {
                assertThat(server.get(path).statusCode()).as(path).isIn(400, 401);
            }
        }
    }

    private static HttpRequest.Builder request(RunningServer server, Route route, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(route.path()))
                .method(route.method(), HttpRequest.BodyPublishers.noBody());
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    @Test
    void withoutATokenALoopbackServerAnswersNoOtherHostsName() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            assertThat(ask(server, "evil.example")).startsWith("HTTP/1.1 421 ").contains("give it a token");
            assertThat(ask(server, "127.0.0.1.evil.example:80")).startsWith("HTTP/1.1 421 ");
            for (String own : new String[] {"localhost", "LOCALHOST:1234", "127.0.0.1:80", "192.168.1.2", "[::1]:80"}) {
                assertThat(ask(server, own)).as(own).startsWith("HTTP/1.1 200 ");
            }
        }
        try (RunningServer server = RunningServer.start("open sesame", null, ColourModel.create())) {
            assertThat(ask(server, "behind.a.proxy.example")).startsWith("HTTP/1.1 200 ");
        }
    }

    private static String ask(RunningServer server, String host) throws Exception {
        try (Socket socket = server.connect()) {
            RunningServer.write(socket, "GET /readyz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            return RunningServer.readAll(socket);
        }
    }

    @Test
    void settingsDoNotTellTheirToken() {
        ServerSettings settings =
                new ServerSettings("127.0.0.1", 0, "open sesame", null, RunningServer.LIMITS, RunningServer.BATCHING);

        assertThat(settings.toString()).isEqualTo("server on 127.0.0.1:0 with a token");
    }

    /** A header would carry it as other characters, and whoever has it would be refused. */
    @Test
    void aTokenThatNoHeaderCarriesIsNone() {
        for (String token : new String[] {"schl\u00fcssel", "two\nlines", " space", ""}) {
            assertThatThrownBy(() -> RunningServer.start(token, null, ColourModel.create()))
                    .as(token)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("printable ASCII");
        }
    }
}
