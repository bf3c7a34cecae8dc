package io.github.ncl4j.train;

import io.github.ncl4j.config.DistillConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.loss.DistillationLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.FiniteState;
import io.github.ncl4j.torch.Memory;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The trained ensemble from which a run learns. It is frozen: computed as in evaluation, without gradient, with weights and
 * running statistics that stay as they are. Of several processes each has a copy of its own.
 */
final class Teacher implements Companion {

    private static final String CHECKSUM = "teacher_crc32c";

    private final DistillConfig config;
    private final TrainedModel model;
    private final String checksum;

    private Teacher(DistillConfig config, TrainedModel model, String checksum) {
        this.config = config;
        this.model = model;
        this.checksum = checksum;
    }

    /**
     * Reads the teacher of a run. It computes in the precision of the run, whatever it was trained in. The engine's generator
     * is seeded anew on the way.
     *
     * @param run has a section {@code distill}
     * @param classNames of the training images
     * @param device where the weights go; borrowed, it must outlive the teacher
     * @throws io.github.ncl4j.config.ConfigException if the file is not there, or its model does not fit the run; it names
     *     everything that does not
     * @throws io.github.ncl4j.torch.SafetensorsException if the file is damaged or no checkpoint
     */
    static Teacher load(DistillConfig config, ExperimentConfig run, List<String> classNames, Device device) {
        Path path = config.teacher();
        if (!Files.isRegularFile(path)) {
            throw TeacherFit.noFile(path);
        }
        String checksum;
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            checksum = file.metadata().get(SafetensorsFile.CHECKSUM);
            ModelDescription description = ModelDescription.fromMetadata(path, file.metadata());
            TeacherFit.require(path, description, checksum, run, classNames);
        }
        TrainedModel model = TrainedModel.load(path, device, run.train().precision());
        String broken = FiniteState.firstNotFinite(model.ensemble().weights().state());
        if (broken != null) {
            model.close();
            throw new TrainingException(path + ": distill.teacher: its tensor " + broken
                    + " holds NaN or infinity; use another checkpoint of that run");
        }
        return new Teacher(config, model, Objects.requireNonNull(checksum));
    }

    /** Adds {@link DistillationLoss} towards the mean of the teacher's raw logits, by which it decides in evaluation. */
    @Override
    public LossTerm look(Tensor classified, Tensor own, StepClock clock) {
        Tensor teacherLogits = logits(classified); // N x C
        clock.ended(StepPart.TEACHER);
        DistillationLoss distillation = new DistillationLoss(teacherLogits, config);
        return (loss, features, logits) -> {
            Objective.Value taught = distillation.addTo(loss, logits);
            clock.ended(StepPart.LOSSES);
            return taught;
        };
    }

    private Tensor logits(Tensor images) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            return Memory.scoped(() -> ensemble().forward(images, false).mean(0));
        }
    }

    /** The checksum of the teacher's file, by which a resumed run recognises its teacher. */
    @Override
    public Map<String, String> metadata() {
        return Map.of(CHECKSUM, checksum);
    }

    /** Requires that the resumed run has had the same teacher. */
    @Override
    public void restore(SafetensorsFile file) {
        String before = file.metadata().get(CHECKSUM);
        if (!checksum.equals(before)) {
            throw new TrainingException(
                    file.path() + ": has learnt from a teacher with the checksum " + before + ", but "
                            + config.teacher() + " has " + checksum
                            + "; name that teacher by distill.teacher, or start a new run");
        }
    }

    @Override
    public void requireEqualInAll(World world) {
        String first = new String(world.fromFirst(checksum.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        if (!first.equals(checksum)) {
            throw new TrainingException("rank " + world.contract().rank()
                    + " has another teacher than rank 0 (checksum " + checksum + ", that of rank 0 " + first
                    + "); give all processes the same file as distill.teacher");
        }
    }

    /** The experts; borrowed. */
    ExpertEnsemble ensemble() {
        return model.ensemble();
    }

    /** Frees the weights. */
    @Override
    public void close() {
        model.close();
    }
}
