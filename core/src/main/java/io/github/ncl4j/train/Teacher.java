package io.github.ncl4j.train;

import io.github.ncl4j.config.DistillConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.loss.DistillationLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.torch.Memory;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The trained ensemble from which a run learns. It is frozen: computed as in evaluation, without gradient, with weights and
 * running statistics that stay as they are. Of several processes each has a copy of its own.
 */
public final class Teacher implements AutoCloseable {

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
        return new Teacher(config, model, Objects.requireNonNull(checksum));
    }

    /**
     * A loss, and beside it what the teacher says of the images: the softmax of the mean of its experts' raw logits, by which
     * it decides in evaluation.
     *
     * @param objective borrowed
     * @param images N x 3 x H x W, normalised
     * @return for these images alone; the teacher's logits in it belong to the caller's scope
     */
    Objective beside(Objective objective, Tensor images) {
        return new DistillationLoss(objective, logits(images), config);
    }

    private Tensor logits(Tensor images) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            return Memory.scoped(() -> ensemble().forward(images, false).mean(0));
        }
    }

    /** By which a run knows its teacher again: that of the whole file, in hexadecimal. */
    String checksum() {
        return checksum;
    }

    /**
     * Whether a run that goes on has had the same teacher.
     *
     * @param checkpoint from which it goes on, for messages
     * @param before the checksum of its teacher; null if it is not known
     * @throws TrainingException if not
     */
    void requireTheOneOf(Path checkpoint, @Nullable String before) {
        if (!checksum.equals(before)) {
            throw new TrainingException(
                    checkpoint + ": has learnt from a teacher with the checksum " + before + ", but "
                            + config.teacher() + " has " + checksum
                            + "; name that teacher by distill.teacher, or start a new run");
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
