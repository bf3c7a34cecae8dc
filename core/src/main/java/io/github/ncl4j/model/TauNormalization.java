package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.FiniteState;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tau-normalisation of linear classifiers (Kang et al., "Decoupling Representation and Classifier for Long-Tailed
 * Recognition", ICLR 2020, section 4.2): {@code W_c / ||W_c||^tau} and no bias, because the weights of classes with many images
 * grow long. No training.
 */
public final class TauNormalization {

    private TauNormalization() {}

    /**
     * Writes a checkpoint with normalised classifiers; it can be evaluated and predict, but not go on training.
     *
     * @param checkpoint to read
     * @param tau at least 0, usually in [0, 1]: 0 leaves the lengths as they are, 1 makes them all 1
     * @param output to write or replace
     * @throws UserException if tau is out of range, the checkpoint's classifier is not linear, or a weight is NaN or
     *     infinite, or would be
     * @throws io.github.ncl4j.torch.SafetensorsException if a file cannot be read or written
     */
    public static void write(Path checkpoint, double tau, Path output) {
        if (!(tau >= 0 && Double.isFinite(tau))) {
            throw new UserException("tau must be a finite number of at least 0, not " + tau);
        }
        try (PointerScope scope = new PointerScope();
                TrainedModel model = TrainedModel.load(checkpoint, new Device(torch.DeviceType.CPU))) {
            ModelConfig config = model.description().config().model();
            if (!(config.classifier() instanceof ModelConfig.Linear linear)) {
                throw new UserException(
                        checkpoint + ": has a classifier that does not see the length of its weights; only a linear one"
                                + " can be normalised");
            }
            Map<String, Tensor> state = model.ensemble().weights().state();
            requireFinite(checkpoint, "holds", state);
            model.ensemble().classifiers().forEach(classifier -> normalize(classifier, linear.bias(), tau));
            requireFinite(checkpoint, "would hold, so normalised,", state);
            SafetensorsWriter.write(output, model.description().toMetadata(), state);
        }
    }

    private static void requireFinite(Path checkpoint, String holds, Map<String, Tensor> state) {
        String broken = FiniteState.firstNotFinite(state);
        if (broken != null) {
            throw new UserException(checkpoint + ": its tensor " + broken + " " + holds
                    + " NaN or infinity; use another checkpoint of the run");
        }
    }

    private static void normalize(Map<String, Tensor> classifier, boolean bias, double tau) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor weight = Objects.requireNonNull(classifier.get("weight"));
            Tensor length = weight.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
            weight.div_(length.pow(new Scalar(tau)));
            if (bias) {
                Objects.requireNonNull(classifier.get("bias")).zero_();
            }
        }
    }
}
