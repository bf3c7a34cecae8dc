package io.github.ncl4j.config;

import static io.github.ncl4j.config.Kind.INTEGER;
import static io.github.ncl4j.config.Kind.PATH;
import static io.github.ncl4j.config.Kind.REAL;

import io.github.ncl4j.config.DataConfig.ExifOrientation;
import io.github.ncl4j.config.DataConfig.Format;
import io.github.ncl4j.config.DataConfig.LongTail;
import io.github.ncl4j.config.DataConfig.OnBadImage;
import io.github.ncl4j.config.DataConfig.Profile;
import io.github.ncl4j.config.DataConfig.Selection;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every key below {@code data} with its type and its default, for {@link ExperimentReader}. */
final class DataReader {

    /** Every sampler under the name that {@code type} gives it. */
    static final Choice<DataConfig.Sampler> SAMPLER = new Choice<>(
            "instance",
            List.of(
                    new Choice.Option<>("instance", DataConfig.Instance.class, s -> new DataConfig.Instance()),
                    new Choice.Option<>(
                            "class-balanced", DataConfig.ClassBalanced.class, s -> new DataConfig.ClassBalanced()),
                    new Choice.Option<>("square-root", DataConfig.SquareRoot.class, s -> new DataConfig.SquareRoot()),
                    new Choice.Option<>("fourth-root", DataConfig.FourthRoot.class, s -> new DataConfig.FourthRoot()),
                    new Choice.Option<>(
                            "progressively-balanced",
                            DataConfig.ProgressivelyBalanced.class,
                            s -> new DataConfig.ProgressivelyBalanced()),
                    new Choice.Option<>(
                            "repeat-factor",
                            DataConfig.RepeatFactor.class,
                            // The paper's threshold, on a data set of a thousand classes.
                            s -> new DataConfig.RepeatFactor(s.get("threshold", REAL, 0.001)))));

    /** Annotated images are photos, of which a data set fills no memory: hence none. */
    static final Choice<DataConfig.Cache> CACHE = new Choice<>(
            "none",
            List.of(
                    new Choice.Option<>("none", DataConfig.Cache.None.class, s -> new DataConfig.Cache.None()),
                    new Choice.Option<>("memory", DataConfig.Cache.Memory.class, s -> new DataConfig.Cache.Memory()),
                    new Choice.Option<>(
                            "packed",
                            DataConfig.Cache.Packed.class,
                            s -> new DataConfig.Cache.Packed(
                                    s.require("path", PATH, Path.of("")), s.getOrNull("shortest_side", INTEGER)))));

    private DataReader() {}

    /** Reads the section {@code data}; null if a problem was noted. */
    static @Nullable DataConfig read(Section s) {
        Format format = s.require("format", Kind.oneOf(Format.class), Format.BUILT_IN);
        return s.build(
                DataConfig.class,
                () -> new DataConfig(
                        format,
                        s.getOrNull("path", PATH),
                        s.getOrNull("train_annotations", PATH),
                        s.getOrNull("validation_annotations", PATH),
                        s.section("long_tail", DataReader::longTail),
                        s.get("exif_orientation", Kind.oneOf(ExifOrientation.class), ExifOrientation.APPLY),
                        s.get("on_bad_image", Kind.oneOf(OnBadImage.class), OnBadImage.FAIL),
                        s.choice("sampler", SAMPLER),
                        s.choice("cache", CACHE),
                        s.get("workers", INTEGER, 2),
                        s.get("prefetch", INTEGER, 4)));
    }

    private static @Nullable LongTail longTail(Section s) {
        return s.build(
                LongTail.class,
                () -> new LongTail(
                        s.get("profile", Kind.oneOf(Profile.class), Profile.NONE),
                        s.get("imbalance_factor", REAL, 100.0),
                        s.get("selection", Kind.oneOf(Selection.class), Selection.FIRST)));
    }
}
