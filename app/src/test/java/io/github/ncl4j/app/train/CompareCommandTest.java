package io.github.ncl4j.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.app.TinyTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    @TempDir
    private Path folder;

    private CommandRun compare(Path config, String... further) {
        String[] arguments = {
            "compare",
            config.toString(),
            "train.epochs=1",
            "--seeds",
            "1,2",
            "--output",
            folder.resolve("out").toString()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + further.length);
        System.arraycopy(further, 0, all, arguments.length, further.length);
        return CommandRun.of(all);
    }

    @Test
    void everySeedIsTrainedOnceAndReadAfterwards() throws Exception {
        Path config = TinyTraining.write(folder);

        CommandRun trained =
                compare(config, "--png", folder.resolve("table.png").toString());

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("tiny     2  ", "ECE", "compare.html");
        Path run = folder.resolve("out/tiny/seed-2");
        assertThat(run.resolve("report.html")).content().contains("finished after 1 epoch");
        assertThat(Files.readString(run.resolve("environment.json"))).contains("\"parameters\"", "peak_resident_bytes");
        assertThat(folder.resolve("out/compare.html")).content().contains("<bdi>tiny</bdi>");
        assertThat(folder.resolve("table.png")).isNotEmptyFile();
        FileTime before = Files.getLastModifiedTime(run.resolve("environment.json"));

        JsonNode read = new JsonMapper().readTree(compare(config, "--json").out());

        assertThat(Files.getLastModifiedTime(run.resolve("environment.json"))).isEqualTo(before);
        assertThat(read.at("/methods/0/runs")).hasSize(2);
        assertThat(read.at("/methods/0/last_epoch/values")).hasSize(2);
        assertThat(read.at("/differences")).isEmpty();
        CommandRun asRuns = CommandRun.of("compare", run.toString());
        assertThat(asRuns.out()).contains("tiny     1  ");
        CommandRun again = CommandRun.of("compare", run.toString(), run.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("have the same configuration and the same seed 2");
        CommandRun both = compare(config, run.toString());
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("is a run of a configuration and seed that is also to be trained");
        CommandRun report = CommandRun.of(
                "report", run.toString(), "--png", folder.resolve("png").toString());
        assertThat(report.out()).contains("report.html", "reliability.png");
    }

    @Test
    void whatCannotBeComparedIsNamed() throws Exception {
        CommandRun none = CommandRun.of("compare", "train.epochs=1");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("name at least one configuration or run directory");

        Path config = TinyTraining.write(folder);
        CommandRun twice = CommandRun.of("compare", config.toString(), "--seeds", "1,2,1");
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err()).contains("--seeds has a seed twice: [1, 2, 1]");
        Path other = Files.copy(config, folder.resolve("Other.yaml"));
        CommandRun oneName = CommandRun.of("compare", config.toString(), other.toString(), "name=tiny");
        assertThat(oneName.exitCode()).isEqualTo(2);
        assertThat(oneName.err()).contains(config + " and " + other + " have the same name 'tiny'");
        Path picture = folder.resolve("missing/x.png");
        CommandRun noFolder = CommandRun.of("compare", config.toString(), "--png", picture.toString());
        assertThat(noFolder.exitCode()).isEqualTo(2);
        assertThat(noFolder.err())
                .contains("--png " + picture + ": there is no folder " + picture.getParent())
                .doesNotContain("\tat ");

        CommandRun missing = CommandRun.of("report", folder.toString());
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err())
                .contains("is no run directory (it has no config.yaml)")
                .doesNotContain("\tat ");
    }
}
