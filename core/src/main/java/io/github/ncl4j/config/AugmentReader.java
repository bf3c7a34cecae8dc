package io.github.ncl4j.config;

import static io.github.ncl4j.config.Kind.INTEGER;
import static io.github.ncl4j.config.Kind.INTEGERS;
import static io.github.ncl4j.config.Kind.REAL;
import static io.github.ncl4j.config.Kind.REALS;

import io.github.ncl4j.config.AugmentConfig.Normalization;
import io.github.ncl4j.config.AugmentConfig.Operation;
import io.github.ncl4j.config.AugmentationPolicy.AutoAugment;
import io.github.ncl4j.config.ColorOperation.ColorJitter;
import io.github.ncl4j.image.Interpolation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every key below {@code augment} with its type and its default, for {@link ExperimentReader}. The operations' defaults are
 * those of torchvision and of the operations' papers.
 */
final class AugmentReader {

    private static final String RECIPE = "recipe";
    private static final List<Integer> BLACK = List.of(0, 0, 0);

    /** ImageNet's mean colour, which the reference fills with on every data set. */
    private static final List<Integer> IMAGENET_MEAN = List.of(124, 116, 104);

    /** Every operation under the name that {@code type} gives it. */
    static final Choice<Operation> OPERATION = new Choice<>(
            null,
            List.of(
                    option("random-crop", AugmentConfig.RandomCrop.class, AugmentReader::randomCrop),
                    option(
                            "random-resized-crop",
                            GeometricOperation.RandomResizedCrop.class,
                            AugmentReader::randomResizedCrop),
                    option("resize", AugmentConfig.Resize.class, AugmentReader::resize),
                    option(
                            "center-crop",
                            AugmentConfig.CenterCrop.class,
                            s -> new AugmentConfig.CenterCrop(s.require("size", INTEGER, 1))),
                    option(
                            "horizontal-flip",
                            AugmentConfig.HorizontalFlip.class,
                            s -> new AugmentConfig.HorizontalFlip(probability(s))),
                    option(
                            "vertical-flip",
                            GeometricOperation.VerticalFlip.class,
                            s -> new GeometricOperation.VerticalFlip(probability(s))),
                    option("rotate", GeometricOperation.Rotate.class, AugmentReader::rotate),
                    option("shear", GeometricOperation.Shear.class, AugmentReader::shear),
                    option("translate", GeometricOperation.Translate.class, AugmentReader::translate),
                    option("color-jitter", ColorJitter.class, AugmentReader::colorJitter),
                    option(
                            "grayscale",
                            ColorOperation.Grayscale.class,
                            s -> new ColorOperation.Grayscale(s.get("probability", REAL, 0.1))),
                    option("gaussian-blur", ColorOperation.GaussianBlur.class, AugmentReader::gaussianBlur),
                    option("sharpness", ColorOperation.Sharpness.class, AugmentReader::sharpness),
                    option(
                            "autocontrast",
                            ColorOperation.Autocontrast.class,
                            s -> new ColorOperation.Autocontrast(probability(s))),
                    option("equalize", ColorOperation.Equalize.class, s -> new ColorOperation.Equalize(probability(s))),
                    option("invert", ColorOperation.Invert.class, s -> new ColorOperation.Invert(probability(s))),
                    option("posterize", ColorOperation.Posterize.class, AugmentReader::posterize),
                    option("solarize", ColorOperation.Solarize.class, AugmentReader::solarize),
                    option("solarize-add", ColorOperation.SolarizeAdd.class, AugmentReader::solarizeAdd),
                    option("cutout", OcclusionOperation.Cutout.class, AugmentReader::cutout),
                    option("random-erasing", OcclusionOperation.RandomErasing.class, AugmentReader::randomErasing),
                    option("auto-augment", AutoAugment.class, AugmentReader::autoAugment),
                    option("rand-augment", AugmentationPolicy.RandAugment.class, AugmentReader::randAugment),
                    option(
                            "trivial-augment",
                            AugmentationPolicy.TrivialAugment.class,
                            s -> new AugmentationPolicy.TrivialAugment(s.get("fill", INTEGERS, BLACK)))));

    /** The ways of mixing a batch. */
    static final Choice<AugmentConfig.Mix> MIX = new Choice<>(
            null,
            List.of(
                    new Choice.Option<>(
                            "mixup",
                            AugmentConfig.Mixup.class,
                            s -> new AugmentConfig.Mixup(s.get("alpha", REAL, 1.0), s.get("probability", REAL, 1.0))),
                    new Choice.Option<>(
                            "cutmix",
                            AugmentConfig.Cutmix.class,
                            s -> new AugmentConfig.Cutmix(
                                    s.get("alpha", REAL, 1.0), s.get("probability", REAL, 1.0)))));

    private AugmentReader() {}

    /** Reads the section {@code augment}; null if a problem was noted. */
    static @Nullable AugmentConfig read(Section given) {
        Section s = given.chosenBy(RECIPE, List.of("train", "key", "evaluate", "normalization"));
        Recipe recipe = s.getOrNull(RECIPE, Kind.oneOf(Recipe.class));
        AugmentConfig base = recipe == null ? nothing() : recipe.augment();
        return s.build(
                AugmentConfig.class,
                List.of(RECIPE),
                () -> new AugmentConfig(
                        s.choices("train", OPERATION, base.train()),
                        s.get("copies", INTEGER, 1),
                        s.choicesOrNull("key", OPERATION, base.key()),
                        s.choiceOrNull("mix", MIX),
                        s.choices("evaluate", OPERATION, base.evaluate()),
                        s.section("normalization", inside -> normalization(inside, base.normalization()))));
    }

    private static AugmentConfig nothing() {
        return new AugmentConfig(
                List.of(), List.of(), Recipe.IMAGENET_RANDCLS.augment().normalization());
    }

    private static @Nullable Normalization normalization(Section s, Normalization base) {
        return s.build(
                Normalization.class,
                () -> new Normalization(s.get("mean", REALS, base.mean()), s.get("std", REALS, base.std())));
    }

    private static <T extends Operation> Choice.Option<Operation> option(
            String name, Class<T> record, Function<Section, T> reader) {
        return new Choice.Option<>(name, record, reader);
    }

    private static double probability(Section s) {
        return s.get("probability", REAL, 0.5);
    }

    private static Interpolation interpolation(Section s, Interpolation byDefault) {
        return s.get("interpolation", Kind.oneOf(Interpolation.class), byDefault);
    }

    private static AugmentConfig.RandomCrop randomCrop(Section s) {
        return new AugmentConfig.RandomCrop(s.require("size", INTEGER, 1), s.get("padding", INTEGER, 0));
    }

    private static GeometricOperation.RandomResizedCrop randomResizedCrop(Section s) {
        return new GeometricOperation.RandomResizedCrop(
                s.require("size", INTEGER, 1),
                s.get("min_scale", REAL, 0.08),
                s.get("max_scale", REAL, 1.0),
                s.get("min_ratio", REAL, 3.0 / 4),
                s.get("max_ratio", REAL, 4.0 / 3),
                interpolation(s, Interpolation.BILINEAR));
    }

    private static AugmentConfig.Resize resize(Section s) {
        return new AugmentConfig.Resize(
                s.require("shortest_side", INTEGER, 1), interpolation(s, Interpolation.BILINEAR));
    }

    private static GeometricOperation.Rotate rotate(Section s) {
        return new GeometricOperation.Rotate(
                s.require("max_degrees", REAL, 0.0),
                interpolation(s, Interpolation.NEAREST),
                s.get("fill", INTEGERS, BLACK),
                s.get("probability", REAL, 1.0));
    }

    private static GeometricOperation.Shear shear(Section s) {
        return new GeometricOperation.Shear(
                s.get("max_x", REAL, 0.0),
                s.get("max_y", REAL, 0.0),
                interpolation(s, Interpolation.NEAREST),
                s.get("fill", INTEGERS, BLACK),
                s.get("probability", REAL, 1.0));
    }

    private static GeometricOperation.Translate translate(Section s) {
        return new GeometricOperation.Translate(
                s.get("max_x", REAL, 0.0),
                s.get("max_y", REAL, 0.0),
                interpolation(s, Interpolation.NEAREST),
                s.get("fill", INTEGERS, BLACK),
                s.get("probability", REAL, 1.0));
    }

    private static ColorJitter colorJitter(Section s) {
        return new ColorJitter(
                s.get("brightness", REAL, 0.0),
                s.get("contrast", REAL, 0.0),
                s.get("saturation", REAL, 0.0),
                s.get("hue", REAL, 0.0),
                s.get("probability", REAL, 1.0));
    }

    private static ColorOperation.GaussianBlur gaussianBlur(Section s) {
        return new ColorOperation.GaussianBlur(
                s.get("min_radius", REAL, 0.1), s.get("max_radius", REAL, 2.0), probability(s));
    }

    private static ColorOperation.Sharpness sharpness(Section s) {
        return new ColorOperation.Sharpness(s.require("factor", REAL, 1.0), probability(s));
    }

    private static ColorOperation.Posterize posterize(Section s) {
        return new ColorOperation.Posterize(s.require("bits", INTEGER, 8), probability(s));
    }

    private static ColorOperation.Solarize solarize(Section s) {
        return new ColorOperation.Solarize(s.get("threshold", REAL, 128.0), probability(s));
    }

    private static ColorOperation.SolarizeAdd solarizeAdd(Section s) {
        return new ColorOperation.SolarizeAdd(
                s.require("addend", INTEGER, 0), s.get("threshold", INTEGER, 128), probability(s));
    }

    private static OcclusionOperation.Cutout cutout(Section s) {
        return new OcclusionOperation.Cutout(s.require("size", INTEGER, 1), s.get("holes", INTEGER, 1));
    }

    private static OcclusionOperation.RandomErasing randomErasing(Section s) {
        return new OcclusionOperation.RandomErasing(
                probability(s),
                s.get("min_scale", REAL, 0.02),
                s.get("max_scale", REAL, 0.33),
                s.get("min_ratio", REAL, 0.3),
                s.get("max_ratio", REAL, 3.3),
                s.get("fill", INTEGERS, BLACK));
    }

    private static AutoAugment autoAugment(Section s) {
        return new AutoAugment(s.get("policy", Kind.oneOf(AutoAugment.Policy.class), AutoAugment.Policy.CIFAR10));
    }

    private static AugmentationPolicy.RandAugment randAugment(Section s) {
        return new AugmentationPolicy.RandAugment(
                s.get("operations", INTEGER, 2),
                s.get("magnitude", REAL, 10.0),
                s.get("magnitude_std", REAL, 0.5),
                s.get("probability", REAL, 0.5),
                s.get("fill", INTEGERS, IMAGENET_MEAN));
    }
}
