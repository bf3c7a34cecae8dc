package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.dataset.CheckReport.Copies;
import io.github.ncl4j.dataset.CheckReport.Copy;
import io.github.ncl4j.dataset.CheckReport.Sizes;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckTest {

    @TempDir
    Path folder;

    private Path train;
    private Path valid;

    @Test
    void cleanDataAreClean() throws Exception {
        image("a.png", 4, 3, 1);
        image("b.png", 8, 5, 2);
        image("c.png", 6, 9, 3);
        annotate(List.of("a.png 0", "b.png 1"), List.of("c.png 1"));

        CheckReport report = check(2);

        assertThat(report.isClean()).isTrue();
        assertThat(report.parts().get(0).sizes()).isEqualTo(new Sizes(4, 4, 8, 3, 3, 5));
        // Only training must have every class.
        assertThat(report.parts().get(1).emptyClasses()).containsExactly("cat");
        assertThat(report.text())
                .contains(train.toString(), "2 in 2 classes", "width 4 to 8 (median 4), height 3 to 5 (median 3)")
                .endsWith("no problem found\n");
    }

    @Test
    void everyKindOfFaultIsFoundAndNamed() throws Exception {
        image("a.png", 4, 4, 1);
        image("copy-of-a.png", 4, 4, 1);
        image("b.png", 4, 4, 2);
        image("leak-of-b.png", 4, 4, 2);
        Files.writeString(folder.resolve("broken.png"), "no image");
        annotate(
                List.of("a.png 0", "copy-of-a.png 0", "b.png 0", "broken.png 0", "gone.png 0"),
                List.of("leak-of-b.png 1"));

        CheckReport report = check(1);

        CheckReport.Part part = report.parts().get(0);
        assertThat(part.missing()).containsExactly(path("gone.png"));
        assertThat(part.unreadable())
                .singleElement()
                .matches(broken -> broken.file().equals(path("broken.png"))
                        && broken.reason().contains("cannot be decoded"));
        assertThat(part.emptyClasses()).containsExactly("dog");
        assertThat(report.duplicates())
                .containsExactly(new Copies(
                        false,
                        List.of(
                                new Copy(train.toString(), path("a.png"), 0),
                                new Copy(train.toString(), path("copy-of-a.png"), 0))));
        assertThat(report.leaks())
                .containsExactly(new Copies(
                        true,
                        List.of(
                                new Copy(train.toString(), path("b.png"), 0),
                                new Copy(valid.toString(), path("leak-of-b.png"), 1))));
        assertThat(report.isClean()).isFalse();
        assertThat(report.text())
                .contains(path("gone.png"), "broken.png: cannot be decoded", "dog")
                .contains(path("a.png") + " = " + path("copy-of-a.png") + "\n")
                .contains(path("b.png") + " = " + path("leak-of-b.png") + " (in different classes)")
                .endsWith("problems found\n");
    }

    @Test
    void theReportDoesNotDependOnTheNumberOfThreads() throws Exception {
        for (int i = 0; i < 30; i++) {
            image(i + ".png", 2, 2, i % 7);
        }
        annotate(
                List.of("0.png 0", "9.png 1", "2.png 0", "3.png 0", "7.png 1", "1.png 0", "14.png 0", "gone 0"),
                List.of("16.png 0", "5.png 1", "12.png 0"));

        assertThat(check(5).json()).isEqualTo(check(1).json());
    }

    @Test
    void eachKindAloneIsAProblemButDuplicatesOfOneClass() throws Exception {
        image("a.png", 2, 2, 1);
        image("a2.png", 2, 2, 1);
        image("b.png", 2, 2, 2);
        image("c.png", 2, 2, 3);

        annotate(List.of("a.png 0", "a2.png 0", "b.png 1"), List.of("c.png 0"));
        assertThat(check(1).isClean()).isTrue();
        annotate(List.of("a.png 0", "a2.png 1"), List.of("c.png 0"));
        assertThat(check(1).isClean()).as("one image in two classes").isFalse();
        annotate(List.of("a.png 0", "b.png 1"), List.of("a2.png 0"));
        assertThat(check(1).isClean()).as("leak").isFalse();
        annotate(List.of("a.png 0", "b.png 0"), List.of("c.png 0"));
        assertThat(check(1).isClean()).as("empty class").isFalse();
        annotate(List.of("a.png 0", "b.png 1", "gone.png 1"), List.of("c.png 0"));
        assertThat(check(1).isClean()).as("missing").isFalse();
    }

    @Test
    void classesAreComparedByName() throws Exception {
        image("a.png", 2, 2, 1);
        image("b.png", 2, 2, 2);
        image("c.png", 2, 2, 3);
        image("a2.png", 2, 2, 1);
        train = annotate("train.json", List.of("cat", "dog"), List.of("a.png 0", "b.png 1"));

        valid = annotate("valid.json", List.of("dog", "cat"), List.of("c.png 0"));
        CheckReport reordered = check(1);
        assertThat(reordered.isClean()).isTrue();
        assertThat(reordered.text()).contains("2 of 2 classes have another number than in " + train);

        valid = annotate("valid.json", List.of("dog", "cat"), List.of("a2.png 1"));
        assertThat(check(1).leaks().get(0).conflicting()).as("a cat in both").isFalse();

        valid = annotate("valid.json", List.of("cat", "eel"), List.of("c.png 1"));
        CheckReport unknown = check(1);
        assertThat(unknown.isClean()).isFalse();
        assertThat(unknown.text()).contains("has no class for: eel;").endsWith("problems found\n");
        assertThat(new ObjectMapper().readTree(unknown.json()).at("/class_problems"))
                .hasSize(1);
    }

    @Test
    void anImageThatCannotBePreparedIsUnreadable() throws Exception {
        image("a.png", 4, 4, 1);
        image("strip.png", 1, 40_000, 2);
        annotate(List.of("a.png 0", "strip.png 1"), List.of("strip.png 1"));

        CheckReport report = check(1);

        assertThat(report.isClean()).isFalse();
        assertThat(report.parts().get(0).unreadable())
                .singleElement()
                .matches(each ->
                        each.reason().startsWith(path("strip.png") + ": an image of 1 x 40000 pixels, scaled to"));
        CheckedPart asItIs = CheckedPart.of(train, (image, random) -> image);
        assertThat(DatasetCheck.run(List.of(asItIs), 1, () -> {}).parts().get(0).unreadable())
                .as("a configuration that does not scale takes it")
                .isEmpty();
    }

    @Test
    void theJsonNamesEveryFinding() throws Exception {
        image("a.png", 3, 2, 1);
        annotate(List.of("a.png 0", "gone.png 1"), List.of("a.png 0"));

        JsonNode json = new ObjectMapper().readTree(check(1).json());

        assertThat(json.at("/clean").asBoolean()).isFalse();
        assertThat(json.at("/parts/0/missing/0").asText()).isEqualTo(path("gone.png"));
        assertThat(json.at("/parts/0/sizes/median_width").asInt()).isEqualTo(3);
        assertThat(json.at("/parts/1/empty_classes/0").asText()).isEqualTo("dog");
        assertThat(json.at("/leaks/0/copies")).hasSize(2);
        assertThat(json.at("/leaks/0/conflicting").asBoolean()).isFalse();
    }

    @Test
    void imagesThatAreInMemoryAreComparedByTheirPixels() throws Exception {
        image("a.png", 3, 2, 1);
        image("b.png", 3, 2, 1);
        annotate(List.of("a.png 0"), List.of("b.png 0"));
        AtomicInteger seen = new AtomicInteger();

        CheckReport report = DatasetCheck.run(
                List.of(
                        CheckedPart.of("training", Datasets.annotated(train)),
                        CheckedPart.of("validation", Datasets.annotated(valid))),
                2,
                seen::incrementAndGet);

        assertThat(report.leaks()).hasSize(1);
        assertThat(seen).hasValue(2);
    }

    private CheckReport check(int threads) throws InterruptedException {
        return DatasetCheck.run(List.of(CheckedPart.of(train), CheckedPart.of(valid)), threads, () -> {});
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** An image whose pixels are all of one value. */
    private void image(String name, int width, int height, int value) throws IOException {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) value);
        ImageFileFormat.PNG.write(new RgbImage(width, height, pixels), folder.resolve(name));
    }

    /** Each entry is a file and a class number; there are the classes cat and dog. */
    private void annotate(List<String> training, List<String> validation) throws IOException {
        train = annotate("train.json", training);
        valid = annotate("valid.json", validation);
    }

    private Path annotate(String name, List<String> entries) throws IOException {
        return annotate(name, List.of("cat", "dog"), entries);
    }

    private Path annotate(String name, List<String> classes, List<String> entries) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        try (AnnotationWriter writer = AnnotationWriter.create(file, classes)) {
            for (String entry : entries) {
                String[] parts = entry.split(" ");
                writer.add(0, parts[0], Integer.parseInt(parts[1]));
            }
        }
        return file;
    }
}
