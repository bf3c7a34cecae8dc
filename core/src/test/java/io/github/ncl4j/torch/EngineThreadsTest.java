package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class EngineThreadsTest {

    /** A program that knows nothing of the engine's variables, in a container of one processor. */
    public static void main(String[] arguments) {
        Engine.start();
        System.out.println("threads " + torch.get_num_threads());
    }

    /** On request libgomp prints its settings when it is loaded, so this test sees those that it found. */
    @Test
    void theEngineSetsWhatTheProgramDidNot() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        ProcessBuilder program = program();
        program.environment().keySet().removeIf(name -> name.startsWith("GOMP_") || name.startsWith("OPENBLAS_"));

        String printed = run(program);

        assertThat(printed)
                .contains("GOMP_SPINCOUNT = '10000'")
                .contains("threads 1")
                .doesNotContain("WARN");
    }

    @Test
    void aLibraryThatIsLoadedReadsNoVariableAnyMore() {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        Engine.start();
        assertThat(EngineThreads.set(Map.of("NCL4J_TEST", "1"))).isEqualTo("another library has loaded libgomp before");
    }

    private static ProcessBuilder program() {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                // Or newer JDKs warn.
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EngineThreadsTest.class.getName());
        program.environment().keySet().removeIf(name -> name.startsWith("OMP_"));
        program.environment().put("OMP_DISPLAY_ENV", "VERBOSE");
        return program.redirectErrorStream(true);
    }

    private static String run(ProcessBuilder program) throws IOException, InterruptedException {
        Process process = program.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
