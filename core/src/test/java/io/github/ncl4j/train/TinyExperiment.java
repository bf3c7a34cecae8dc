package io.github.ncl4j.train;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.config.EvaluateConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.data.RandomStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A long tail of three classes of 8 x 8 pixel noise around three colours, small enough to train in a second. */
public final class TinyExperiment {

    static final int[] CLASS_COUNTS = {36, 18, 10};
    static final int STEPS_PER_EPOCH = 4;

    private static final int VALIDATION_PER_CLASS = 5;

    private TinyExperiment() {}

    /** Writes the images and their annotations, once. */
    public static Path writeData(Path folder) throws IOException {
        write(folder, "train", CLASS_COUNTS);
        write(folder, "valid", new int[] {VALIDATION_PER_CLASS, VALIDATION_PER_CLASS, VALIDATION_PER_CLASS});
        return folder;
    }

    private static void write(Path folder, String split, int[] counts) throws IOException {
        ObjectNode root = new JsonMapper().createObjectNode();
        ArrayNode annotations = root.putArray("annotations");
        Files.createDirectories(folder.resolve(split));
        for (int c = 0; c < counts.length; c++) {
            for (int i = 0; i < counts[c]; i++) {
                String file = split + "/" + c + "-" + i + ".png";
                ImageIO.write(
                        image(c, RandomStream.of(7, split.hashCode(), c, i)),
                        "png",
                        folder.resolve(file).toFile());
                annotations
                        .addObject()
                        .put("image_id", c * 1000 + i)
                        .put("fpath", file)
                        .put("category_id", c);
            }
        }
        root.put("num_classes", counts.length);
        Files.writeString(folder.resolve(split + ".json"), root.toString());
    }

    private static BufferedImage image(int category, RandomStream random) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64; p++) {
            int strong = 120 + random.nextInt(120);
            int weak = random.nextInt(120);
            image.setRGB(p % 8, p / 8, (strong << (8 * category)) | (weak << (8 * ((category + 1) % 3))));
        }
        return image;
    }

    /** Two experts under the NCL loss for three epochs, with dropout so that the engine's generator matters. */
    public static ExperimentConfig config(Path data) {
        return new ExperimentConfig(
                "tiny",
                5,
                new DataConfig(
                        DataConfig.Format.ANNOTATIONS,
                        null,
                        data.resolve("train.json"),
                        data.resolve("valid.json"),
                        new DataConfig.LongTail(DataConfig.Profile.NONE, 1, DataConfig.Selection.FIRST),
                        DataConfig.ExifOrientation.APPLY,
                        DataConfig.OnBadImage.FAIL,
                        new DataConfig.Instance(),
                        new DataConfig.MemoryCache(),
                        2,
                        2),
                new AugmentConfig(
                        List.of(new AugmentConfig.RandomCrop(8, 1), new AugmentConfig.HorizontalFlip(0.5)),
                        List.of(),
                        new AugmentConfig.Normalization(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25))),
                new ModelConfig(2, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true), 0.1),
                null,
                new LossConfig.Ncl(2, 1, 1, 0.6, 0.6),
                new TrainConfig(
                        3,
                        16,
                        new TrainConfig.Sgd(0.01, 0.9, true, 2e-4),
                        new TrainConfig.MultiStep(List.of(3), 0.1),
                        2,
                        5,
                        1,
                        0),
                new EvaluateConfig(8, 1, EvaluateConfig.ShotProtocol.POOLED),
                null,
                null,
                DistributedConfig.DEFAULT);
    }

    /** The same experiment with other settings, written as on the command line. */
    static ExperimentConfig with(ExperimentConfig config, String... settings) {
        return with(config, List.of(settings));
    }

    /** The same experiment with other settings, written as on the command line. */
    public static ExperimentConfig with(ExperimentConfig config, List<String> settings) {
        return ExperimentFile.parse(ExperimentFile.write(config), "tiny.yaml", settings);
    }

    /** The same experiment with another training section. */
    static ExperimentConfig with(ExperimentConfig config, TrainConfig train) {
        return new ExperimentConfig(
                config.name(),
                config.seed(),
                config.data(),
                config.augment(),
                config.model(),
                config.contrastive(),
                config.loss(),
                train,
                config.evaluate(),
                config.secondStage(),
                config.distill(),
                config.distributed());
    }

    /** The same experiment with another model section. */
    public static ExperimentConfig with(ExperimentConfig config, ModelConfig model) {
        return new ExperimentConfig(
                config.name(),
                config.seed(),
                config.data(),
                config.augment(),
                model,
                config.contrastive(),
                config.loss(),
                config.train(),
                config.evaluate(),
                config.secondStage(),
                config.distill(),
                config.distributed());
    }

    /** The same experiment with the contrastive branch: a key view like the other, and a queue that no batch divides. */
    static ExperimentConfig withContrast(ExperimentConfig config) {
        AugmentConfig augment = config.augment();
        return new ExperimentConfig(
                config.name(),
                config.seed(),
                config.data(),
                new AugmentConfig(augment.train(), 1, augment.train(), augment.evaluate(), augment.normalization()),
                config.model(),
                new ContrastiveConfig(
                        40, 8, 0.2, 0.9, 1, ContrastiveConfig.Projection.MLP, ContrastiveConfig.KeyEncoder.MOCO),
                config.loss(),
                config.train(),
                config.evaluate(),
                config.secondStage(),
                config.distill(),
                config.distributed());
    }

    /** The same experiment with other augmentation and another loss. */
    static ExperimentConfig with(ExperimentConfig config, AugmentConfig augment, LossConfig loss) {
        return new ExperimentConfig(
                config.name(),
                config.seed(),
                config.data(),
                augment,
                config.model(),
                config.contrastive(),
                loss,
                config.train(),
                config.evaluate(),
                config.secondStage(),
                config.distill(),
                config.distributed());
    }

    /** Views of each image in place of one. */
    static AugmentConfig withCopies(AugmentConfig augment, int copies) {
        return new AugmentConfig(augment.train(), copies, null, augment.evaluate(), augment.normalization());
    }

    /** The same training with another learning rate. */
    static TrainConfig withLearningRate(TrainConfig train, double learningRate) {
        return new TrainConfig(
                train.epochs(),
                train.batchSize(),
                new TrainConfig.Sgd(learningRate, 0.9, true, 2e-4),
                train.schedule(),
                0,
                0,
                train.threads(),
                train.checkpointSteps());
    }

    /** The same training with a checkpoint every so many steps. */
    static TrainConfig withCheckpointSteps(TrainConfig train, int steps) {
        return new TrainConfig(
                train.epochs(),
                train.batchSize(),
                train.optimizer(),
                train.schedule(),
                train.warmupSteps(),
                train.clipNorm(),
                train.threads(),
                steps);
    }
}
