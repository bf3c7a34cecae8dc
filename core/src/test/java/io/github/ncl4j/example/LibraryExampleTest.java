package io.github.ncl4j.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.train.TinyExperiment;
import io.github.ncl4j.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryExampleTest {

    private static final Path ROOT = Path.of(System.getProperty("ncl4j.root"));

    @TempDir
    private Path folder;

    @Test
    void trainsEvaluatesAndClassifies() throws IOException {
        Path data = TinyExperiment.writeData(folder);
        Path configuration =
                Files.writeString(folder.resolve("tiny.yaml"), ExperimentFile.write(TinyExperiment.config(data)));
        Path run = folder.resolve("run");
        Path photo = data.resolve("valid/0-0.png");

        TrainingResult result = LibraryExample.train(configuration, run);
        Path checkpoint = RunDirectory.lastCheckpoint(run);
        Evaluation evaluation = LibraryExample.evaluate(checkpoint);

        assertThat(result.finished()).isTrue();
        assertThat(evaluation.ensemble()).isEqualTo(result.evaluation().ensemble());
        try (Predictor predictor = Predictor.load(checkpoint, "cpu")) {
            Prediction prediction = LibraryExample.classify(predictor, ImageIO.read(photo.toFile()));
            assertThat(prediction.candidates()).hasSize(3);
            assertThat(LibraryExample.classify(checkpoint, photo))
                    .isEqualTo(prediction.best().name());
        }
    }

    @Test
    void theGuideQuotesTheExampleAsItIs() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/guide/library.md"));
        String example =
                Files.readString(ROOT.resolve("core/src/test/java/io/github/ncl4j/example/LibraryExample.java"));

        List<String> quotes = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(guide)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        assertThat(quotes).hasSize(4).allSatisfy(quote -> assertThat(example).contains(quote.indent(4)));
    }
}
