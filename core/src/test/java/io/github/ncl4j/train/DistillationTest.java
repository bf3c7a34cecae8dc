package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.MetricsFile;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that learn from the ensemble that another run left. */
@ExtendWith(EngineScope.class)
class DistillationTest {

    @TempDir
    private static Path data;

    private static ExperimentConfig tiny;
    private static Path teacher;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainTheTeacher() throws IOException {
        tiny = TinyExperiment.config(TinyExperiment.writeData(data));
        InterruptedRuns.train(TinyExperiment.with(tiny, "train.epochs=4"), data.resolve("teacher"));
        teacher = RunDirectory.lastCheckpoint(data.resolve("teacher"));
    }

    private static ExperimentConfig student(String... overrides) {
        List<String> all = new ArrayList<>(List.of("model.experts=1", "loss.type=balanced-softmax"));
        if (List.of(overrides).stream().noneMatch(setting -> setting.startsWith("distill="))) {
            all.add("distill={teacher: " + teacher + ", temperature: 2, weight: 1}");
        }
        all.addAll(List.of(overrides));
        return TinyExperiment.with(tiny, all);
    }

    private static TrainingSetup setup(String... overrides) {
        return TrainingSetup.create(student(overrides), "cpu", true);
    }

    @Test
    void aStudentFollowsItsTeacherEvenAgainstTheTargets() {
        // A teacher that takes class 0 for class 1 and the other way round, and is right on the 5 of 15 images of class
        // 2.
        Path wrong = rewritten("wrong.safetensors", Map.of(), DistillationTest::exchangeClasses);
        String[] settings = {"distill.teacher=" + wrong, "train.epochs=5", "train.schedule.milestones=[9]"};
        InterruptedRuns.train(student(with("distill.weight=1e-9", settings)), folder.resolve("alone"));
        InterruptedRuns.train(student(with("distill.weight=20", settings)), folder.resolve("taught"));

        List<EpochMetrics> alone = metrics("alone");
        List<EpochMetrics> taught = metrics("taught");
        assertThat(alone.get(4).ensembleAccuracy()).isGreaterThan(0.9);
        assertThat(taught.get(4).ensembleAccuracy()).isLessThan(0.4);
        assertThat(distance(taught.get(4))).isLessThan(distance(taught.get(0)) / 2);
        assertThat(distance(alone.get(4))).isGreaterThan(distance(alone.get(0)));
    }

    private static String[] with(String setting, String... settings) {
        return Stream.concat(Stream.of(settings), Stream.of(setting)).toArray(String[]::new);
    }

    private static void exchangeClasses(String name, Tensor weights) {
        if (name.startsWith("classifier.")) {
            weights.copy_(weights.index_select(0, HostArrays.tensor(new long[] {1, 0, 2})));
        }
    }

    private List<EpochMetrics> metrics(String run) {
        return MetricsFile.read(folder.resolve(run).resolve("metrics.jsonl"));
    }

    private static double distance(EpochMetrics epoch) {
        assertThat(epoch.trainLossParts()).containsOnlyKeys("balanced_ce", "distillation");
        return epoch.trainLossParts().get("distillation");
    }

    private static Teacher teacher(TrainingSetup setup) {
        return (Teacher) setup.learner().companions().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16"})
    void whatIsComparedIsTheMeanOfTheExpertsLogitsInEvaluation(String precision) {
        try (TrainingSetup setup = setup("train.precision=" + precision);
                BatchLoader.Epoch epoch = setup.data().loader().epoch(1, 0)) {
            ForwardPass forward = setup.learner().forward(MicroBatch.of(epoch.next()), StepClock.NONE);
            ExpertEnsemble experts = teacher(setup).ensemble();
            assertThat(experts.experts()).hasSize(2);
            assertThat(experts.precision()).isEqualTo(setup.learner().model().precision());
            double[] t = HostArrays.doubles(experts.forward(forward.images(), false)); // 2 x 16 x 3
            double[] z = HostArrays.doubles(forward.logits()); // 1 x 16 x 3

            double divergence = 0;
            for (int n = 0; n < 16; n++) {
                double[] teachers = new double[3];
                double[] students = new double[3];
                for (int c = 0; c < 3; c++) {
                    teachers[c] = (t[3 * n + c] + t[48 + 3 * n + c]) / 2;
                    students[c] = z[3 * n + c];
                }
                divergence += 4 * divergence(teachers, students) / 16;
            }
            assertThat(forward.loss().parts().get("distillation").item_float())
                    .isCloseTo((float) divergence, within(2e-6f));
        }
    }

    /** At temperature 2. */
    private static double divergence(double[] teacher, double[] student) {
        double teacherSum = 0;
        double studentSum = 0;
        for (int c = 0; c < 3; c++) {
            teacherSum += Math.exp(teacher[c] / 2);
            studentSum += Math.exp(student[c] / 2);
        }
        double divergence = 0;
        for (int c = 0; c < 3; c++) {
            double p = Math.exp(teacher[c] / 2) / teacherSum;
            divergence += p * (Math.log(p) - student[c] / 2 + Math.log(studentSum));
        }
        return divergence;
    }

    @Test
    void theTeacherStaysAsItIsAndStepsLeaveNothingBehind() {
        try (TrainingSetup setup = setup();
                BatchLoader.Epoch epoch = setup.data().loader().epoch(1, 0)) {
            Batch batch = epoch.next();
            setup.step().run(() -> MicroBatch.of(batch), 0.01, StepClock.NONE);
            setup.step().run(() -> MicroBatch.of(batch), 0.01, StepClock.NONE);
            long pointers = Pointer.totalCount();
            for (int step = 0; step < 20; step++) {
                setup.step().run(() -> MicroBatch.of(batch), 0.01, StepClock.NONE);
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);

            try (SafetensorsFile file = SafetensorsFile.open(teacher)) {
                Map<String, Tensor> state = teacher(setup).ensemble().weights().state();
                assertThat(state).hasSizeGreaterThan(50);
                state.forEach((name, tensor) -> {
                    assertThat(tensor.equal(file.tensor(name))).as(name).isTrue();
                    assertThat(tensor.grad().defined())
                            .as("gradient of %s", name)
                            .isFalse();
                });
            }
        }
    }

    @Test
    void theStudentBeginsAsItWouldWithoutATeacher() {
        try (TrainingSetup taught = setup();
                TrainingSetup alone = setup("distill=null")) {
            Map<String, Tensor> expected = alone.learner().model().weights().state();
            taught.learner()
                    .model()
                    .weights()
                    .state()
                    .forEach((name, tensor) -> assertThat(tensor.equal(expected.get(name)))
                            .as(name)
                            .isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train.accumulate=2 train.activation_checkpointing=true train.ema_decay=0.9",
                "train.precision=bfloat16 augment.mix={type: mixup, alpha: 1}"
            })
    void aStoppedRunGoesOnBitForBit(String settings) throws IOException {
        ExperimentConfig config = student((settings + " train.epochs=2").split(" (?=\\w+\\.)"));
        InterruptedRuns.train(config, folder.resolve("whole"));
        InterruptedRuns.trainInPieces(config, folder.resolve("pieces"), 3);

        RunComparison.assertSameRun(folder.resolve("whole"), folder.resolve("pieces"));
    }

    @Test
    void aRunGoesOnWithTheSameTeacherWhereverItIs() throws IOException {
        Path moved = Files.copy(teacher, folder.resolve("moved.safetensors"));
        Path other = rewritten("other.safetensors", Map.of("remark", "another teacher"));
        Path run = folder.resolve("run");
        InterruptedRuns.train(student("train.epochs=1"), run);

        ExperimentConfig withOther = student("train.epochs=2", "distill.teacher=" + other);
        assertThatThrownBy(() -> InterruptedRuns.goOn(withOther, run))
                .isInstanceOf(TrainingException.class)
                .hasMessage(RunDirectory.lastCheckpoint(run) + ": has learnt from a teacher with the checksum "
                        + checksum(teacher) + ", but " + other + " has " + checksum(other)
                        + "; name that teacher by distill.teacher, or start a new run");
        assertThatThrownBy(() -> InterruptedRuns.goOn(student("distill.temperature=3"), run))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("(distill.temperature: 2.0, now 3.0)");

        assertThat(InterruptedRuns.goOn(student("train.epochs=2", "distill.teacher=" + moved), run)
                        .firstEpoch())
                .isEqualTo(2);
    }

    private static String checksum(Path file) {
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            return open.metadata().get("crc32c");
        }
    }

    private Path rewritten(String name, Map<String, String> metadata) {
        return rewritten(name, metadata, (tensor, values) -> {});
    }

    /** The teacher with other metadata, and tensors that something is done to. */
    private Path rewritten(String name, Map<String, String> metadata, BiConsumer<String, Tensor> change) {
        Path path = folder.resolve(name);
        try (SafetensorsFile file = SafetensorsFile.open(teacher);
                PointerScope scope = new PointerScope()) {
            Map<String, String> all = new HashMap<>(file.metadata());
            all.putAll(metadata);
            Map<String, Tensor> tensors = file.tensors(each -> true);
            tensors.forEach(change);
            SafetensorsWriter.write(path, all, tensors);
        }
        return path;
    }

    @Test
    void everythingThatDoesNotFitIsNamedAtOnceAndNothingIsWritten() {
        Path other = rewritten("other.safetensors", Map.of("class_names", "[\"0\", \"1\", \"o\\u001b[31mther\"]"));
        ExperimentConfig config = student(
                "distill.teacher=" + other,
                "augment.normalization.mean=[0.1, 0.2, 0.3]",
                "augment.train=[{type: random-resized-crop, size: 12}, {type: resize, shortest_side: 6}]");
        Path run = folder.resolve("run");

        assertThatThrownBy(() -> InterruptedRuns.train(config, run))
                .isInstanceOf(ConfigException.class)
                .hasMessage(other + ": distill.teacher: knows class 2 as 'o?[31mther', but here it is '2'\n"
                        + other + ": augment.normalization: must be the teacher's, which sees the same images: "
                        + "{mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}\n"
                        + other
                        + ": augment.train: must make images of 8 x 8 pixels, from which the teacher has learnt, "
                        + "not of 6 x 6");
        assertThat(run).doesNotExist();
    }

    @Test
    void aTeacherThatIsNotThere() {
        Path gone = folder.resolve("gone.safetensors");
        assertThatThrownBy(() -> setup("distill.teacher=" + gone))
                .isInstanceOf(ConfigException.class)
                .hasMessage(gone + ": distill.teacher: there is no such file; name the teacher's checkpoint");
    }

    @Test
    void aTeacherOfMoreClassesOrWithoutAChecksum() {
        ModelDescription four = new ModelDescription(student(), List.of("a", "b", "c", "d"), List.of(1, 1, 1, 1));
        Path path = Path.of("old.safetensors");

        assertThatThrownBy(() -> TeacherFit.require(path, four, null, student(), List.of("a", "b", "c")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("old.safetensors: distill.teacher: has no checksum, by which the run would know its teacher"
                        + " again; export it as safetensors once more\n"
                        + "old.safetensors: distill.teacher: knows 4 classes, but the training images have 3");
    }

    @Test
    void whereTheImagesHaveNoFixedSizeTheirSizesAreNotCompared() {
        List<String> names = List.of("a", "b", "c");
        ModelDescription free = new ModelDescription(student("augment.train=[]"), names, List.of(1, 1, 1));

        TeacherFit.require(Path.of("free.safetensors"), free, "12345678", student(), names);
    }
}
