package io.github.ncl4j.report;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.HardCategoriesFile;
import io.github.ncl4j.run.RunEvaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Runs that were never trained: with made-up decisions, and with names that try to leave their place on a page. */
final class HostileRun {

    /** Markup, quotes, ends of elements, a comment, direction marks, NUL, half a surrogate pair, expressions of templates. */
    static final List<String> NAMES = List.of(
            "<script>alert(1)</script>",
            "\"onmouseover=\"alert(2)",
            "' onload='alert(3)",
            "</svg></title></style><img src=x onerror=alert(4)>",
            "<!-- --><!--",
            "\u202Egnp.exe\u202C",
            "a\u0000b\u001Bc",
            "half \uD83D pair",
            "${page} @if(true) $unsafe{1}",
            "&lt;b&gt; & http://example.com/x.png");

    /** A PNG file of one pixel. */
    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private HostileRun() {}

    /** A finished run of two experts over classes with such names, and if need be further ones. */
    static RunFiles of(int classes, int images) {
        List<String> names = Stream.concat(
                        NAMES.stream(), IntStream.range(0, classes).mapToObj(c -> "class " + c))
                .limit(classes)
                .toList();
        List<Integer> counts = IntStream.range(0, classes)
                .mapToObj(c -> (int) (500 * Math.pow(0.01, (double) c / classes)))
                .toList();
        RandomStream random = RandomStream.of(5);
        int[] targets = IntStream.range(0, images).map(n -> n % classes).toArray();
        List<Decisions> decisions = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            int[] predicted = Arrays.stream(targets)
                    .map(target -> random.nextInt(10) < 5 ? target : random.nextInt(classes))
                    .toArray();
            float[] confidence = new float[images];
            for (int n = 0; n < images; n++) {
                confidence[n] = (float) random.nextDouble();
            }
            decisions.add(new Decisions(predicted, confidence));
        }
        List<RunEvaluation.Sample> samples = IntStream.range(0, Math.min(images, classes))
                .filter(n -> decisions.get(0).predicted()[n] != targets[n])
                .mapToObj(n -> new RunEvaluation.Sample(n, "/photos/" + names.get(n) + ".png", PIXEL))
                .limit(72)
                .toList();
        RunEvaluation evaluation = new RunEvaluation(
                RunEvaluation.FORMAT,
                2,
                names,
                counts,
                targets,
                decisions.get(0),
                decisions.subList(1, 3),
                null,
                samples);
        return new RunFiles(
                Path.of("/runs/it's <b>here</b>"),
                yaml(1),
                config(1),
                List.of(epoch(1, 0.25), epoch(2, 0.5)),
                evaluation,
                new HardCategoriesFile(
                        HardCategoriesFile.FORMAT,
                        2,
                        names,
                        counts,
                        1000,
                        LongStream.range(0, classes).map(c -> 1000 - c % 1000).toArray()),
                Map.of(
                        "version",
                        "<script>alert(5)</script>",
                        "parameters",
                        "1234567",
                        "peak_resident_bytes",
                        "42000000"));
    }

    private static String yaml(long seed) {
        return "name: hostile\nseed: " + seed + "\ndata: {format: built-in}\ntrain: {epochs: 2}\n";
    }

    static ExperimentConfig config(long seed) {
        return ExperimentFile.parse(yaml(seed), "hostile.yaml", List.of());
    }

    static EpochMetrics epoch(int epoch, double accuracy) {
        return new EpochMetrics(
                epoch,
                0.1 / epoch,
                3.0 / epoch,
                Map.of("<script>", 2.0 / epoch),
                0.5,
                accuracy,
                List.of(0.25, 0.375),
                0.75,
                0.625,
                null,
                0.125,
                0.375,
                null,
                new EpochMetrics.Best(accuracy, epoch),
                new EpochMetrics.Best(0.375, 1),
                0.1,
                100,
                60);
    }
}
