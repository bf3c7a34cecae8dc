package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.DataConfig.LongTail;
import io.github.ncl4j.config.DataConfig.Profile;
import io.github.ncl4j.config.DataConfig.Selection;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.evaluate.ShotGroup;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.testkit.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The tables of {@code docs/data-sets.md}, compared with the published lists and with the long tails made here. */
class DataSetsPageTest {

    /** The list that a row is checked against. */
    private static final Map<String, String> LISTS = Map.ofEntries(
            Map.entry("CIFAR-10-LT, factor 100", "CIFAR-10-LT_IMBA100.json"),
            Map.entry("CIFAR-10-LT, factor 200", "CIFAR-10-LT_IMBA200.json"),
            Map.entry("CIFAR-100-LT, factor 100", "CIFAR-100-LT_IMBA100.json"),
            Map.entry("CIFAR-100-LT, factor 200", "CIFAR-100-LT_IMBA200.json"),
            Map.entry("ImageNet-LT", "ImageNet_LT.json"),
            Map.entry("ImageNet-100-LT", "ImageNet_100_LT_train.txt.gz"),
            Map.entry("Places-LT", "Places_LT.json"),
            Map.entry("iNaturalist 2018", "iNaturalist18.json"),
            Map.entry("ImageNet-LT, validation", "ImageNet_LT_val.txt.gz"),
            Map.entry("iNaturalist 2018, validation", "iNaturalist18_val.txt.gz"));

    @TestFactory
    Stream<DynamicTest> rowsEqualThePublishedLists() throws IOException {
        Map<String, List<String>> rows = rows();
        assertThat(rows.keySet()).containsAll(LISTS.keySet());
        return LISTS.entrySet().stream()
                .map(list -> DynamicTest.dynamicTest(list.getKey(), () -> {
                    Path file = SharedFolder.path("data/lists/" + list.getValue());
                    check(rows.get(list.getKey()), ClassCounts.read(file).counts());
                }));
    }

    @TestFactory
    Stream<DynamicTest> rowsEqualTheLongTailsMadeHere() throws IOException {
        return rows().entrySet().stream()
                .filter(row -> row.getKey().startsWith("CIFAR"))
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    int factor = Integer.parseInt(row.getKey().replaceAll(".* ", ""));
                    int classes = row.getKey().startsWith("CIFAR-100") ? 100 : 10;
                    LongTail tail = new LongTail(Profile.EXPONENTIAL, factor, Selection.FIRST);
                    check(row.getValue(), io.github.ncl4j.data.LongTail.counts(tail, classes, 50_000 / classes));
                }));
    }

    @TestFactory
    Stream<DynamicTest> listsAndCountsOfOneDataSetAgree() {
        return Stream.of(DynamicTest.dynamicTest("Places-LT", () -> {
            ClassTable list = ClassCounts.read(SharedFolder.path("data/lists/Places_LT_train.txt.gz"));
            ClassTable counts = ClassCounts.read(SharedFolder.path("data/lists/Places_LT.json"));
            assertThat(list.counts()).isEqualTo(counts.counts());
        }));
    }

    private static void check(List<String> row, int[] counts) {
        ClassTable table = new ClassTable(ClassNames.numbered(counts.length), counts);
        assertThat(row.subList(0, 4))
                .as("images, classes, largest, smallest")
                .containsExactly(
                        grouped(table.total()),
                        grouped(counts.length),
                        grouped(table.largest()),
                        grouped(table.smallest()));
        if (row.size() > 4) {
            ShotGroups groups = ShotGroups.of(counts, ShotProtocol.POOLED);
            assertThat(row.subList(4, 8))
                    .as("factor, many, medium, few")
                    .containsExactly(
                            String.format(Locale.ROOT, "%.1f", table.imbalanceFactor())
                                    .replaceFirst("\\.0$", ""),
                            classes(groups, ShotGroup.MANY),
                            classes(groups, ShotGroup.MEDIUM),
                            classes(groups, ShotGroup.FEW));
        }
    }

    private static String classes(ShotGroups groups, ShotGroup group) {
        return grouped(IntStream.range(0, groups.classes())
                .filter(c -> groups.of(c) == group)
                .count());
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The cells after the first, by the first. */
    private static Map<String, List<String>> rows() throws IOException {
        Path page = Path.of(System.getProperty("ncl4j.root", "..")).resolve("docs/data-sets.md");
        Map<String, List<String>> rows = new TreeMap<>();
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("| ") && line.matches(".*\\d.*")) {
                List<String> cells = Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList();
                rows.put(cells.get(0), cells.subList(1, cells.size()));
            }
        }
        return rows;
    }
}
