package io.github.ncl4j.app.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ncl4j.app.CommandRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetStatsCommandTest {

    @TempDir
    Path folder;

    @Test
    void countsGiveTheTableTheMeasuresAndTheShotGroups() throws IOException {
        // Exactly 100 images are many, exactly 20 are few.
        Path counts = Files.writeString(folder.resolve("counts.json"), "[200, 100, 99, 21, 20]");

        CommandRun run = CommandRun.of("dataset", "stats", counts.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith(counts + "\n")
                .contains("440 images, 5 classes, largest 200, smallest 20, imbalance factor 10.0, Gini 0.399")
                .endsWith("many (>= 100): 2 classes, 300 images; medium (between): 2 classes, 120 images;"
                        + " few (<= 20): 1 classes, 20 images\n");
    }

    @Test
    void jsonHoldsTheSame() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "a.jpg 0\nb.jpg 2\nc.jpg 2\n");

        JsonNode part = new ObjectMapper()
                .readTree(CommandRun.of("dataset", "stats", list.toString(), "--json")
                        .out())
                .at("/parts/0");

        assertThat(part.at("/images").asInt()).isEqualTo(3);
        assertThat(part.at("/imbalance_factor").isNull()).isTrue();
        assertThat(part.at("/gini").asDouble()).isBetween(0.44, 0.45);
        assertThat(part.at("/counts")).extracting(JsonNode::asInt).containsExactly(1, 0, 2);
        assertThat(part.at("/shot_groups/few/classes").asInt()).isEqualTo(3);
    }

    @Test
    void thePlotShowsTheTailFallingFromLeftToRight() throws IOException {
        Path counts = Files.writeString(folder.resolve("counts.json"), "[0, 1000, 100, 10]");
        Path plot = folder.resolve("tail.png");

        CommandRun run = CommandRun.of("dataset", "stats", counts.toString(), "--plot", plot.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        BufferedImage image = ImageIO.read(plot.toFile());
        // Three classes have images; each takes a third of the axis, and is lower than the one before it.
        int[] filled = new int[3];
        for (int i = 0; i < 3; i++) {
            int x = image.getWidth() * (25 + 28 * i) / 100;
            for (int y = 0; y < image.getHeight(); y++) {
                int rgb = image.getRGB(x, y);
                boolean isColoured = Math.abs((rgb & 0xff) - ((rgb >> 16) & 0xff)) > 20;
                filled[i] += isColoured ? 1 : 0;
            }
        }
        assertThat(filled[0]).isGreaterThan(filled[1]);
        assertThat(filled[1]).isGreaterThan(filled[2]);
        assertThat(filled[2]).isPositive();

        CommandRun again = CommandRun.of("dataset", "stats", counts.toString(), "--plot", plot.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains(plot + " exists already");
    }

    @Test
    void settingsBelongToAConfiguration() throws IOException {
        Path counts = Files.writeString(folder.resolve("counts.json"), "[1]");
        assertThat(CommandRun.of("dataset", "stats", counts.toString(), "seed=1"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("seed=1 belong to a configuration only"));
    }

    @Test
    void brokenListsAreNamed() throws IOException {
        Path counts = Files.writeString(folder.resolve("counts.json"), "[1, -1]");
        assertThat(CommandRun.of("dataset", "stats", counts.toString()))
                .matches(run -> run.exitCode() == 1
                        && run.err().contains(counts + ": a list of counts must hold whole numbers from 0"));
        assertThat(CommandRun.of("dataset", "stats", folder.resolve("no.json").toString()))
                .matches(run -> run.exitCode() == 1 && run.err().contains("no.json"));
    }
}
