package io.github.ncl4j.app.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.app.Main;
import io.github.ncl4j.onnx.ExportOptions;
import io.github.ncl4j.serve.TinyCheckpoint;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.train.TinyExperiment;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code serve}: what it refuses, and its life as a process. */
@ExtendWith(EngineScope.class)
class ServeCommandTest {

    @TempDir
    private Path folder;

    @Test
    void impossibleOptionsAreWrongUsage() throws Exception {
        Path empty = Files.writeString(folder.resolve("token"), " \n");
        assertRefused("--port must be from 0 to 65535, not 70000", "--port", "70000");
        assertRefused("--batch-size must be from 1 to 1024, not 0", "--batch-size", "0");
        assertRefused("--batch-wait must be from 0 to 60000, not -1", "--batch-wait", "-1");
        assertRefused("--decoders must be from 1 to 1024, not 2000", "--decoders", "2000");
        assertRefused("--max-pixels must be from 1 to 536870912, not 2147483647", "--max-pixels", "2147483647");
        assertRefused("--max-bytes must be from 1 to 2147483639, not 2147483647", "--max-bytes", "2147483647");
        assertRefused(" a quarter of Java's memory; give it more", "--max-bytes", "2147483000");
        assertRefused("--side must be from 1 to 8192, not 0", "--side", "0");
        assertRefused(
                "--run: there is no directory ",
                "--run",
                folder.resolve("nowhere").toString());
        assertRefused("the token is empty", "--token-file", empty.toString());
        Path umlaut = Files.writeString(folder.resolve("umlaut"), "schl\u00fcssel");
        assertRefused("umlaut: the token must consist of printable ASCII", "--token-file", umlaut.toString());
    }

    @Test
    void whatAnExportedFileCannotDoIsWrongUsage() throws Exception {
        Path file = TinyCheckpoint.export(
                TinyCheckpoint.write(folder, "{type: random-crop, size: 8}"), ExportOptions.DEFAULT);

        assertRefusedOf("MODEL.ONNX", "--device cuda:0: ONNX files are computed on the CPU here", "--device", "cuda:0");
        assertRefusedOf(
                file.toString(),
                "is for images of 8 x 8 pixels by what is in it; leave --side 16 out",
                "--side",
                "16",
                "--port",
                "0");
    }

    private static void assertRefused(String message, String... options) {
        assertRefusedOf("model.safetensors", message, options);
    }

    private static void assertRefusedOf(String model, String message, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "serve";
        arguments[1] = model;
        System.arraycopy(options, 0, arguments, 2, options.length);
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
    }

    @Test
    void aCheckpointThatIsNotThereEndsTheServer() {
        CommandRun run =
                CommandRun.of("serve", folder.resolve("gone.safetensors").toString(), "--port", "0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("gone.safetensors").doesNotContain("\tat ");
    }

    @Test
    void anExportedFileThatIsNoneEndsTheServer() throws Exception {
        Path other = Files.writeString(folder.resolve("other.onnx"), "no model");

        CommandRun run = CommandRun.of("serve", other.toString(), "--port", "0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("other.onnx: cannot be loaded as an ONNX model")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSignalEndsTheProcessWithZero(boolean isExported) throws Exception {
        Path checkpoint = TinyCheckpoint.write(folder, "{type: random-crop, size: 8}");
        Path model = isExported ? TinyCheckpoint.export(checkpoint, ExportOptions.DEFAULT) : checkpoint;
        Path image = TinyExperiment.writeData(folder).resolve("train/0-0.png");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("temporary")),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "serve",
                        model.toString(),
                        "--port",
                        "0")
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.startsWith("serving ")) {
                // Logback counts its configurations on the tests' class path.
                line = out.readLine();
            }
            assertThat(line).as(Files.readString(folder.resolve("err"))).startsWith("serving ");
            URI address = URI.create(line.substring(line.indexOf("http://")));
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/predict"))
                    .POST(HttpRequest.BodyPublishers.ofFile(image))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .contains("\"training_images\":30");

            process.destroy(); // SIGTERM

            assertThat(process.waitFor()).isZero();
            // ONNX Runtime deletes its folder before the files in it, so that an empty one stays.
            try (Stream<Path> left = Files.walk(folder.resolve("temporary"))) {
                assertThat(left.filter(Files::isRegularFile))
                        .as("unpacked libraries")
                        .isEmpty();
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
