package io.github.ncl4j.config;

import io.github.ncl4j.config.AugmentConfig.CenterCrop;
import io.github.ncl4j.config.AugmentConfig.HorizontalFlip;
import io.github.ncl4j.config.AugmentConfig.Normalization;
import io.github.ncl4j.config.AugmentConfig.Operation;
import io.github.ncl4j.config.AugmentConfig.RandomCrop;
import io.github.ncl4j.config.AugmentConfig.Resize;
import io.github.ncl4j.config.AugmentationPolicy.AutoAugment;
import io.github.ncl4j.config.AugmentationPolicy.RandAugment;
import io.github.ncl4j.config.ColorOperation.ColorJitter;
import io.github.ncl4j.config.ColorOperation.GaussianBlur;
import io.github.ncl4j.config.ColorOperation.Grayscale;
import io.github.ncl4j.config.GeometricOperation.RandomResizedCrop;
import io.github.ncl4j.config.OcclusionOperation.Cutout;
import io.github.ncl4j.image.Interpolation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recipe of the reference implementation, by its name: it gives the operations and the normalisation that are not given beside it. A
 * second word in a name is the key view of the contrastive branch; recipes with one word have none. The key views follow SimCLR
 * (Chen et al., ICML 2020, in the form of PaCo, Cui et al., ICCV 2021), MoCo v2 (Chen, Fan, Girshick, He, 2020) and MoCo v1 (Wu, Xiong,
 * Yu, Lin, CVPR 2018).
 */
public enum Recipe {
    /** CIFAR: crop, flip, AutoAugment, cutout. */
    CIFAR,
    /** CIFAR's, and as key view a SimCLR view of 32 pixels. */
    CIFAR_SIM,
    /** ImageNet-LT: resized crop, flip, colour jitter, RandAugment. */
    IMAGENET_RANDCLS,
    /** ImageNet-LT's, and as key view a SimCLR view. */
    IMAGENET_RANDCLS_SIM,
    /** ImageNet-LT's with grayscale and blur before RandAugment, and as key view a SimCLR view. */
    IMAGENET_RANDCLSSTACK_SIM,
    /** Like imagenet-randclsstack-sim, with key views of at least a fifth of the image. */
    IMAGENET_RANDCLSSTACK_SIM02,
    /** Places-LT: two SimCLR views without a shift of the hue. */
    IMAGENET_SIM_SIM,
    /** Resized crop, flip, colour jitter; the key view is MoCo v2's, which the reference implementation calls regular as well. */
    IMAGENET_REGULAR_REGULAR,
    /** Resized crop, flip, colour jitter; the key view is MoCo v1's. */
    IMAGENET_REGULAR_MOCOV1,
    /** Two views of MoCo v2. */
    IMAGENET_MOCOV2_MOCOV2,
    /** iNaturalist 2018: ImageNet-LT's with the data set's own normalisation. */
    INATURALIST_RANDCLS,
    /** iNaturalist 2018's, and as key view a SimCLR view. */
    INATURALIST_RANDCLS_SIM;

    /** Every operation in order with its numbers. */
    public AugmentConfig augment() {
        return switch (this) {
            case CIFAR -> AugmentConfig.of(cifar(), List.of(), cifarNormalization());
            case CIFAR_SIM -> CIFAR.augment().withKey(cifarSim());
            case IMAGENET_RANDCLS -> photos(randcls(false), null, imageNetNormalization());
            case IMAGENET_RANDCLS_SIM -> photos(randcls(false), sim(0.08), imageNetNormalization());
            case IMAGENET_RANDCLSSTACK_SIM -> photos(randcls(true), sim(0.08), imageNetNormalization());
            case IMAGENET_RANDCLSSTACK_SIM02 -> photos(randcls(true), sim(0.2), imageNetNormalization());
            case IMAGENET_SIM_SIM -> photos(sim(0.08), sim(0.08), imageNetNormalization());
            case IMAGENET_REGULAR_REGULAR -> photos(regular(), mocoV2(), imageNetNormalization());
            case IMAGENET_REGULAR_MOCOV1 -> photos(regular(), mocoV1(), imageNetNormalization());
            case IMAGENET_MOCOV2_MOCOV2 -> photos(mocoV2(), mocoV2(), imageNetNormalization());
            case INATURALIST_RANDCLS -> photos(randcls(false), null, iNaturalistNormalization());
            case INATURALIST_RANDCLS_SIM -> photos(randcls(false), sim(0.08), iNaturalistNormalization());
        };
    }

    private static AugmentConfig photos(
            List<Operation> train, @Nullable List<Operation> key, Normalization normalization) {
        List<Operation> evaluate = List.of(new Resize(256, Interpolation.BILINEAR), new CenterCrop(224));
        return AugmentConfig.of(train, evaluate, normalization).withKey(key);
    }

    private static List<Operation> cifar() {
        return List.of(
                new RandomCrop(32, 4),
                new HorizontalFlip(0.5),
                new AutoAugment(AutoAugment.Policy.CIFAR10),
                new Cutout(16, 1));
    }

    private static List<Operation> cifarSim() {
        return List.of(
                resizedCrop(32, 0.2),
                new HorizontalFlip(0.5),
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new Grayscale(0.2),
                new GaussianBlur(0.1, 2, 0.5));
    }

    private static List<Operation> randcls(boolean stack) {
        List<Operation> operations = new ArrayList<>(regular());
        if (stack) {
            operations.add(new Grayscale(0.2));
            operations.add(new GaussianBlur(0.1, 2, 0.5));
        }
        operations.add(new RandAugment(2, 10, 0.5, 0.5, List.of(124, 116, 104)));
        return operations;
    }

    private static List<Operation> regular() {
        return List.of(resizedCrop(224, 0.08), new HorizontalFlip(0.5), new ColorJitter(0.4, 0.4, 0.4, 0, 1));
    }

    private static List<Operation> sim(double minScale) {
        return List.of(
                resizedCrop(224, minScale),
                new ColorJitter(0.4, 0.4, 0.4, 0, 1),
                new Grayscale(0.2),
                new GaussianBlur(0.1, 2, 0.5),
                new HorizontalFlip(0.5));
    }

    private static List<Operation> mocoV1() {
        return List.of(
                resizedCrop(224, 0.2),
                new Grayscale(0.2),
                new ColorJitter(0.4, 0.4, 0.4, 0.4, 1),
                new HorizontalFlip(0.5));
    }

    private static List<Operation> mocoV2() {
        return List.of(
                resizedCrop(224, 0.2),
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new Grayscale(0.2),
                new GaussianBlur(0.1, 2, 0.5),
                new HorizontalFlip(0.5));
    }

    private static Operation resizedCrop(int size, double minScale) {
        return new RandomResizedCrop(size, minScale, 1, 3.0 / 4, 4.0 / 3, Interpolation.BILINEAR);
    }

    private static Normalization cifarNormalization() {
        return new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));
    }

    private static Normalization imageNetNormalization() {
        return new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
    }

    private static Normalization iNaturalistNormalization() {
        return new Normalization(List.of(0.466, 0.471, 0.380), List.of(0.195, 0.194, 0.192));
    }
}
