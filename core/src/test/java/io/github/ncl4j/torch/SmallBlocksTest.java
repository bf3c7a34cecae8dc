package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.testkit.RankProcesses;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SmallBlocksTest {

    @TempDir
    Path folder;

    /** Without the reserve the 20 tensors come to spread over 70 to 150 tensors' room with glibc 2.36. */
    @Test
    void tensorsStayTogetherBesideSmallThingsThatStay() throws Exception {
        Map<String, String> environment = launcherEnvironment();
        assertThat(System.getenv())
                .as("of the tests, by pom.xml")
                .containsEntry("OPENBLAS_NUM_THREADS", environment.get("OPENBLAS_NUM_THREADS"))
                .containsEntry("GOMP_SPINCOUNT", environment.get("GOMP_SPINCOUNT"));
        assertThat(environment).containsKeys("MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES");

        String log = RankProcesses.start(environment, TensorPlaces.class, folder)
                .await()
                .log();
        Matcher spread = Pattern.compile("spread: (\\d+)").matcher(log);
        assertThat(spread.find()).as(log).isTrue();
        assertThat(Integer.parseInt(spread.group(1))).isLessThan(35);
    }

    /** As {@code ./ncl4j} sets it where nothing is set. */
    private static Map<String, String> launcherEnvironment() throws IOException {
        Path launcher = Path.of(System.getProperty("ncl4j.root", ".."), "ncl4j");
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "--print", "environment");
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        Map<String, String> variables = new HashMap<>();
        try (BufferedReader lines = builder.start().inputReader(StandardCharsets.UTF_8)) {
            lines.lines().map(line -> line.split("=", 2)).forEach(pair -> variables.put(pair[0], pair[1]));
        }
        return variables;
    }
}
