package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that are cut short or have a flipped bit, and the runs that go on from the ones before. */
class DamagedCheckpointTest {

    @TempDir
    private static Path data;

    private static ExperimentConfig config;

    /** Killed after step 2 of epoch 3, with checkpoints after steps 3, 6 and 9 and the two epochs. */
    @TempDir
    private static Path killed;

    @TempDir
    private static Path whole;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainAndDie() throws IOException {
        ExperimentConfig tiny = TinyExperiment.config(TinyExperiment.writeData(data));
        config = TinyExperiment.with(tiny, "train.checkpoint_steps=3", "train.keep_checkpoints=3");
        InterruptedRuns.train(config, whole);
        InterruptedRuns.dieAt(10, config, killed);
    }

    private Path run() throws IOException {
        Path run = folder.resolve("run");
        try (Stream<Path> files = Files.walk(killed)) {
            for (Path file : files.toList()) {
                Files.copy(file, run.resolve(killed.relativize(file).toString()));
            }
        }
        return run;
    }

    private static Path checkpoint(Path run, String name) {
        return run.resolve("checkpoints").resolve(name + ".safetensors");
    }

    private static void cut(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    }

    private static void flip(Path file, long bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        Files.write(file, bytes);
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theLastAndThoseBeforeItAreKept() throws IOException {
        assertThat(checkpoints(killed))
                .containsExactly(
                        "best-ensemble.safetensors",
                        "best-single.safetensors",
                        "epoch-2-step-2.safetensors",
                        "epoch-2.safetensors",
                        "last.safetensors");
        TrainingListener.RunStart start = InterruptedRuns.goOn(config, run());
        assertThat(start.firstEpoch()).isEqualTo(3);
        assertThat(start.firstStep()).isEqualTo(1);
    }

    @Test
    void aRunGoesOnFromTheOneBeforeAndSaysSo() throws IOException {
        Path run = run();
        cut(checkpoint(run, "last"));
        try (RunWarnings warnings = new RunWarnings()) {
            TrainingListener.RunStart start = InterruptedRuns.goOn(config, run);

            assertThat(start.firstEpoch()).isEqualTo(3);
            assertThat(start.firstStep()).isZero();
            assertThat(warnings.heard())
                    .singleElement()
                    .asString()
                    .startsWith(checkpoint(run, "last") + ": ")
                    .contains("the file is damaged or cut short")
                    .endsWith(
                            "; the run goes on from " + checkpoint(run, "epoch-2") + ", where it stood after epoch 2");
        }
        RunComparison.assertSameRun(whole, run);
    }

    @Test
    void twoDamagedOnesArePassedOver() throws IOException {
        Path run = run();
        flip(checkpoint(run, "last"), 8L * Files.size(checkpoint(run, "last")) - 1);
        flip(checkpoint(run, "epoch-2"), 100);
        try (RunWarnings warnings = new RunWarnings()) {
            TrainingListener.RunStart start = InterruptedRuns.goOn(config, run);

            assertThat(start.firstEpoch()).isEqualTo(2);
            assertThat(start.firstStep()).isEqualTo(2);
            String goesOn = "; the run goes on from " + checkpoint(run, "epoch-2-step-2")
                    + ", where it stood in epoch 2 after step 2";
            assertThat(warnings.heard().subList(0, 2))
                    .allSatisfy(warning -> assertThat(warning).endsWith(goesOn));
            assertThat(warnings.heard().subList(2, warnings.heard().size()))
                    .as("epoch 2 is taken back, and with it what was best in it")
                    .allSatisfy(
                            warning -> assertThat(warning).contains(".safetensors: was of epoch 2, not of the best"));
            assertThat(warnings.heard().get(0))
                    .matches("\\Q" + checkpoint(run, "last")
                            + "\\E: its bytes have the checksum [0-9a-f]{8}, not [0-9a-f]{8} as when it was written; the"
                            + " file is damaged or cut short, use another copy; the run goes on from .*");
            assertThat(warnings.heard().get(1)).startsWith(checkpoint(run, "epoch-2") + ": ");
        }
        RunComparison.assertSameRun(whole, run);
    }

    @Test
    void whatItGoesOnFromIsTheLastAtOnce() throws IOException {
        Path run = run();
        cut(checkpoint(run, "last"));
        try (Trainer trainer = Trainer.create(config, run, new Resume.Auto(), "cpu")) {
            trainer.requestStop();
        }
        try (RunWarnings warnings = new RunWarnings()) {
            assertThat(InterruptedRuns.goOn(config, run).firstEpoch()).isEqualTo(3);
            assertThat(warnings.heard()).isEmpty();
        }
        RunComparison.assertSameRun(whole, run);
    }

    @Test
    void anOlderOneByItsNameTakesBackWhatCameAfter() throws IOException {
        Path run = run();
        Path older = checkpoint(run, "epoch-2-step-2");
        try (Trainer trainer = Trainer.create(config, run, new Resume.From(older), "cpu")) {
            assertThat(checkpoints(run)).doesNotContain("epoch-2.safetensors");
            trainer.fit(TrainingListener.NONE);
        }
        RunComparison.assertSameRun(whole, run);
    }

    @Test
    void withoutAnIntactOneTheRunIsRefusedAndStaysAsItIs() throws IOException {
        Path run = run();
        for (String name : List.of("last", "epoch-2", "epoch-2-step-2")) {
            cut(checkpoint(run, name));
        }
        String metrics = Files.readString(run.resolve("metrics.jsonl"));

        assertThatThrownBy(() -> InterruptedRuns.goOn(config, run))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining(checkpoint(run, "last") + ": ")
                .hasMessageContaining(checkpoint(run, "epoch-2-step-2") + ": ")
                .hasMessageEndingWith("no checkpoint in " + run.resolve("checkpoints")
                        + " is left to go on from; begin anew in another folder");
        assertThat(run.resolve("metrics.jsonl")).hasContent(metrics);
    }

    @Test
    void anyFlippedBitIsNoticed() throws IOException {
        Path file = Files.copy(checkpoint(killed, "last"), folder.resolve("copy.safetensors"));
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        List<Long> bits = new ArrayList<>();
        new Random(3).longs(50, 0, 8 * Files.size(file)).forEach(bits::add);
        // Those that hide the checksum itself, or make the file one of the days before checksums.
        for (String key : List.of("\"crc32c\":\"", "\"format_version\":\"2\"")) {
            long start = 8L * text.indexOf(key);
            for (long bit = 0; bit < 8L * key.length(); bit++) {
                bits.add(start + bit);
            }
        }
        for (long bit : bits) {
            flip(file, bit);
            assertThatThrownBy(() -> restart(file)).as("bit %d", bit).isInstanceOf(SafetensorsException.class);
            flip(file, bit);
        }
        restart(file);
    }

    /** As far as a resumed run needs the header. */
    private static void restart(Path file) {
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            assertThat(ModelDescription.fromMetadata(file, open.metadata()).classes())
                    .isEqualTo(3);
        }
    }

    @Test
    void aCheckpointOfTheFirstFormatNeedsNoChecksum() throws IOException {
        Path run = run();
        Path last = checkpoint(run, "last");
        rewrite(last, "1");
        // Another program's way with the key: the file has none.
        byte[] bytes = Files.readAllBytes(last);
        int key = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("crc32c");
        bytes[key] = 'x';
        Files.write(last, bytes);

        TrainingListener.RunStart start = InterruptedRuns.goOn(config, run);

        assertThat(start.firstStep()).isEqualTo(1);
        RunComparison.assertSameRun(whole, run);
    }

    @Test
    void aLaterFormatIsRefused() throws IOException {
        Path last = checkpoint(run(), "last");
        rewrite(last, "3");
        assertThatThrownBy(() -> restart(last))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(
                        last
                                + ": has checkpoint format 3, but this ncl4j reads the formats 1 and 2; use the ncl4j that wrote it");
    }

    private static void rewrite(Path path, String version) {
        try (SafetensorsFile file = SafetensorsFile.open(path);
                PointerScope scope = new PointerScope()) {
            Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
            metadata.put("format_version", version);
            Map<String, Tensor> tensors = file.tensors(name -> true);
            SafetensorsWriter.write(path, metadata, tensors);
        }
    }
}
