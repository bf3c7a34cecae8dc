package io.github.ncl4j.train;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ConfigProblem;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.model.ModelDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What must be alike in a teacher and in the run that learns from it, as both see the same images. */
final class TeacherFit {

    private final Path teacher;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private TeacherFit(Path teacher) {
        this.teacher = teacher;
    }

    /** A problem of the file that the configuration names. */
    static ConfigException noFile(Path teacher) {
        TeacherFit fit = new TeacherFit(teacher);
        fit.add("distill.teacher", "there is no such file; name the teacher's checkpoint");
        return new ConfigException(fit.problems);
    }

    /**
     * Compares them.
     *
     * @param path of the teacher, for messages
     * @param checksum of the teacher's file; null if it has none
     * @param classNames of the training images
     * @throws ConfigException with everything in which they differ
     */
    static void require(
            Path path,
            ModelDescription teacher,
            @Nullable String checksum,
            ExperimentConfig student,
            List<String> classNames) {
        TeacherFit fit = new TeacherFit(path);
        if (checksum == null) {
            fit.add(
                    "distill.teacher",
                    "has no checksum, by which the run would know its teacher again; export it"
                            + " as safetensors once more");
        }
        fit.compareClasses(teacher.classNames(), classNames);
        fit.compareImages(teacher.config().augment(), student.augment());
        if (!fit.problems.isEmpty()) {
            throw new ConfigException(fit.problems);
        }
    }

    private void compareClasses(List<String> its, List<String> own) {
        if (its.size() != own.size()) {
            add("distill.teacher", "knows " + its.size() + " classes, but the training images have " + own.size());
            return;
        }
        for (int c = 0; c < its.size(); c++) {
            if (!its.get(c).equals(own.get(c))) {
                String theirs = ClassNames.printable(its.get(c));
                String ours = ClassNames.printable(own.get(c));
                add("distill.teacher", "knows class " + c + " as '" + theirs + "', but here it is '" + ours + "'");
                return;
            }
        }
    }

    private void compareImages(AugmentConfig its, AugmentConfig own) {
        AugmentConfig.Normalization normalization = its.normalization();
        if (!normalization.equals(own.normalization())) {
            add(
                    "augment.normalization",
                    "must be the teacher's, which sees the same images: {mean: " + normalization.mean() + ", std: "
                            + normalization.std() + "}");
        }
        OptionalInt itsSide = side(its.train());
        OptionalInt ownSide = side(own.train());
        if (itsSide.isPresent() && ownSide.isPresent() && !itsSide.equals(ownSide)) {
            add(
                    "augment.train",
                    "must make images of " + square(itsSide) + " pixels, from which the teacher has learnt, not of "
                            + square(ownSide));
        }
    }

    /** Height and width of what operations make of every image; empty where these depend on the image. */
    private static OptionalInt side(List<AugmentConfig.Operation> operations) {
        OptionalInt side = OptionalInt.empty();
        for (AugmentConfig.Operation operation : operations) {
            boolean makesSquares = operation.makesSquares() || side.isPresent();
            side = makesSquares && operation.outputSide().isPresent() ? operation.outputSide() : side;
        }
        return side;
    }

    private static String square(OptionalInt side) {
        return side.getAsInt() + " x " + side.getAsInt();
    }

    private void add(String key, String rule) {
        problems.add(new ConfigProblem(teacher.toString(), key, "", rule, null));
    }
}
