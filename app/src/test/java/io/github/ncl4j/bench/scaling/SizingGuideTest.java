package io.github.ncl4j.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The numbers of {@code docs/guide/sizing.md} are those of the shipped configurations' models. */
class SizingGuideTest {

    private static final Path ROOT =
            Path.of(System.getProperty("ncl4j.root", "..")).toAbsolutePath().normalize();

    @TestFactory
    Stream<DynamicTest> whatIsExchanged() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/guide/sizing.md"));
        List<String> rows =
                lines.subList(lines.indexOf("<!-- exchanged begin -->") + 3, lines.indexOf("<!-- exchanged end -->"));
        assertThat(rows).hasSize(12);
        return rows.stream().map(row -> DynamicTest.dynamicTest(row.split("\\|")[1].strip(), () -> check(row)));
    }

    private static void check(String row) {
        String[] cells = row.split("\\|");
        String name = cells[1].strip();
        int classes = Integer.parseInt(cells[2].strip().replace(",", ""));
        // Of large models one expert and a queue of one key are built, to save time; how many buckets three experts
        // make does not follow from one.
        boolean large = name.contains("resnet") || name.contains("resnext");
        List<String> smaller = new ArrayList<>();
        if (large) {
            smaller.add("model.experts=1");
        }
        if (name.startsWith("places")) {
            smaller.add("contrastive.queue_length=1");
        }
        int factor = large ? 3 : 1;
        StepTraffic traffic = StepTraffic.of(load(name, smaller), classes);

        String buckets = large
                ? cells[3].strip().replaceAll(".* in ", "")
                : Integer.toString(traffic.gradients().size());
        assertThat(cells[3].strip())
                .isEqualTo(String.format(
                        Locale.ROOT, "%.1f in %s", factor * StepTraffic.sum(traffic.gradients()) / 1e6, buckets));
        assertThat(cells[4].strip()).isEqualTo(exchanged(traffic.statistics(), factor));
        assertThat(cells[5].strip()).isEqualTo(exchanged(traffic.statisticsGradients(), factor));
        assertThat(cells[6].strip()).isEqualTo(traffic.keys().isEmpty() ? "" : exchanged(traffic.keys(), factor));
    }

    private static ExperimentConfig load(String name, List<String> settings) {
        return ExperimentFile.load(ROOT.resolve("configs").resolve(name + ".yaml"), settings);
    }

    private static String exchanged(List<Long> bytes, int factor) {
        return String.format(Locale.ROOT, "%.3f in %d", factor * StepTraffic.sum(bytes) / 1e6, factor * bytes.size());
    }
}
