package io.github.ncl4j.app.onnx;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.ClassAlignment;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.evaluate.ShotGroup;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.predict.Classifier;
import io.github.ncl4j.torch.HostArrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** What an exported file and its checkpoint make of the same images, each by its own way from the decoded image on. */
final class OnnxComparison {

    /** Between the two highest logits of the checkpoint: from there on no difference in the last digits changes the order. */
    private static final double CLEAR_MARGIN = 2e-4;

    private final ShotGroups groups;
    private final Map<ShotGroup, int[]> byGroup = new EnumMap<>(ShotGroup.class);
    private final int[] all = new int[3];
    private double difference;
    private int agreeing;
    private int clear;
    private int clearAndAgreeing;

    private OnnxComparison(ModelDescription description) {
        groups = ShotGroups.of(
                description.classCountArray(), description.config().evaluate().protocol());
    }

    /**
     * Compares.
     *
     * @param model computes in float32; borrowed
     * @param expert what the file holds; null for the ensemble
     * @param classifier of the file; borrowed
     * @param given images; those of classes that the checkpoint does not know are left out
     * @param most so many images are taken, evenly from all
     * @throws DataException if the images have no class in common with the checkpoint, or one cannot be decoded
     */
    static OnnxComparison of(
            TrainedModel model, @Nullable Integer expert, Classifier classifier, ImageDataset given, int most) {
        ModelDescription description = model.description();
        ImageDataset images = ClassAlignment.of(
                        "the checkpoint", description.classNames(), "the images", given.classNames())
                .common(given);
        OnnxComparison comparison = new OnnxComparison(description);
        AugmentConfig augment = description.config().augment();
        ImageTransform preparation = Pipeline.evaluation(description.config());
        int count = Math.min(most, images.size());
        try (PointerScope scope = new PointerScope();
                ImageInput input = new ImageInput(augment.normalization(), new Device(torch.DeviceType.CPU))) {
            for (int i = 0; i < count; i++) {
                int index = (int) ((long) i * images.size() / count);
                RgbImage image = images.image(index);
                float[] exact = logits(model, expert, input, preparation.apply(image, RandomStream.of(0)));
                comparison.add(exact, classifier.logits(List.of(image)).get(0), images.target(index));
            }
        }
        return comparison;
    }

    private static float[] logits(TrainedModel model, @Nullable Integer expert, ImageInput input, RgbImage prepared) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor images = input.images(prepared.pixels(), 1, prepared.height(), prepared.width());
            Tensor experts = model.ensemble().forward(images, false);
            return HostArrays.floats(expert == null ? experts.mean(0) : experts.select(0, expert));
        }
    }

    private void add(float[] exact, float[] found, int target) {
        int best = largest(exact, -1);
        int second = largest(exact, best);
        int guess = largest(found, -1);
        for (int c = 0; c < exact.length; c++) {
            difference = Math.max(difference, Math.abs((double) exact[c] - found[c]));
        }
        boolean same = best == guess;
        boolean isClear = second < 0 || exact[best] - exact[second] > CLEAR_MARGIN;
        agreeing += same ? 1 : 0;
        clear += isClear ? 1 : 0;
        clearAndAgreeing += same && isClear ? 1 : 0;
        count(all, best, guess, target);
        count(byGroup.computeIfAbsent(groups.of(target), group -> new int[3]), best, guess, target);
    }

    private static void count(int[] counts, int best, int guess, int target) {
        counts[0]++;
        counts[1] += best == target ? 1 : 0;
        counts[2] += guess == target ? 1 : 0;
    }

    /** The index of the largest value, the first of equal ones, that is not the excluded one; -1 if there is none. */
    private static int largest(float[] values, int excluded) {
        int largest = -1;
        for (int i = 0; i < values.length; i++) {
            if (i != excluded && (largest < 0 || values[i] > values[largest])) {
                largest = i;
            }
        }
        return largest;
    }

    /** The largest difference between two logits. */
    double difference() {
        return difference;
    }

    /** Images that were compared. */
    int images() {
        return all[0];
    }

    /** Images on which both have the same likeliest class. */
    int agreeing() {
        return agreeing;
    }

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d validation images: logits differ by %.1e at most; the same top-1 on %d, and on %d of the %d with a margin"
                        + " above %.0e%n",
                images(),
                difference,
                agreeing,
                clearAndAgreeing,
                clear,
                CLEAR_MARGIN));
        text.append(String.format(
                Locale.ROOT, "%-8s %7s %12s %9s %11s%n", "", "images", "checkpoint", "file", "difference"));
        text.append(row("all", all));
        byGroup.forEach((group, counts) -> text.append(row(group.word(), counts)));
        return text.toString();
    }

    private static String row(String name, int[] counts) {
        double exact = 100.0 * counts[1] / counts[0];
        double found = 100.0 * counts[2] / counts[0];
        return String.format(
                Locale.ROOT, "%-8s %7d %10.2f %% %7.2f %% %+9.2f %%%n", name, counts[0], exact, found, found - exact);
    }
}
