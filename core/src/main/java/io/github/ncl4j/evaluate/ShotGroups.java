package io.github.ncl4j.evaluate;

import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import java.util.ArrayList;
import java.util.List;

/** The shot group of every class, under one of the field's two protocols. Immutable. */
public final class ShotGroups {

    private static final int MANY = 100;
    private static final int FEW = 20;

    private final ShotProtocol protocol;
    private final List<ShotGroup> groups;

    private ShotGroups(ShotProtocol protocol, List<ShotGroup> groups) {
        this.protocol = protocol;
        this.groups = List.copyOf(groups);
    }

    /**
     * Groups the classes. {@link ShotProtocol#POOLED} (the reference's, after Liu et al., CVPR 2019): many is at least 100
     * training images, few at most 20. {@link ShotProtocol#CLASS_MEAN}: many is over 100, few under 20. So a class of
     * exactly 100 or exactly 20 images is medium under the second protocol alone.
     *
     * @param classCounts training images of each class, at least 0
     * @throws IllegalArgumentException if a count is negative
     */
    public static ShotGroups of(int[] classCounts, ShotProtocol protocol) {
        List<ShotGroup> groups = new ArrayList<>();
        for (int c = 0; c < classCounts.length; c++) {
            if (classCounts[c] < 0) {
                throw new IllegalArgumentException("class " + c + " cannot have " + classCounts[c] + " images");
            }
            groups.add(
                    switch (protocol) {
                        case POOLED -> group(classCounts[c], MANY, FEW);
                        case CLASS_MEAN -> group(classCounts[c], MANY + 1, FEW - 1);
                    });
        }
        return new ShotGroups(protocol, groups);
    }

    private static ShotGroup group(int images, int manyFrom, int fewTo) {
        if (images >= manyFrom) {
            return ShotGroup.MANY;
        }
        return images <= fewTo ? ShotGroup.FEW : ShotGroup.MEDIUM;
    }

    /** The group of class {@code c}. */
    public ShotGroup of(int c) {
        return groups.get(c);
    }

    /** The number of classes, C. */
    public int classes() {
        return groups.size();
    }

    /** Where the lines are, and how the accuracy of a group is averaged. */
    public ShotProtocol protocol() {
        return protocol;
    }
}
