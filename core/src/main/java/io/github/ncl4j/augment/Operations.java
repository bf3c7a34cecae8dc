package io.github.ncl4j.augment;

import io.github.ncl4j.augment.pixels.Affine;
import io.github.ncl4j.augment.pixels.Enhance;
import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.augment.pixels.GaussianBlur;
import io.github.ncl4j.augment.pixels.Grayscale;
import io.github.ncl4j.augment.pixels.Histogram;
import io.github.ncl4j.augment.pixels.LookupTable;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.AugmentationPolicy;
import io.github.ncl4j.config.ColorOperation;
import io.github.ncl4j.config.GeometricOperation;
import io.github.ncl4j.config.OcclusionOperation;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.image.CenterCrop;
import io.github.ncl4j.image.Flip;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.RgbImage;
import java.util.List;
import java.util.function.UnaryOperator;

/** From the operations that a configuration declares to the transforms that do them. */
final class Operations {

    private Operations() {}

    static ImageTransform of(AugmentConfig.Operation operation) {
        if (operation instanceof GeometricOperation geometric) {
            return geometric(geometric);
        } else if (operation instanceof ColorOperation color) {
            return color(color);
        } else if (operation instanceof OcclusionOperation occlusion) {
            return occlusion(occlusion);
        } else if (operation instanceof AugmentationPolicy policy) {
            return policy(policy);
        } else if (operation instanceof AugmentConfig.RandomCrop crop) {
            return new RandomCrop(crop.size(), crop.padding());
        } else if (operation instanceof AugmentConfig.HorizontalFlip flip) {
            return new HorizontalFlip(flip.probability());
        } else if (operation instanceof AugmentConfig.Resize resize) {
            return always(new Resize(resize.shortestSide(), resize.interpolation())::apply);
        } else if (operation instanceof AugmentConfig.CenterCrop crop) {
            return always(new CenterCrop(crop.size())::apply);
        }
        throw unknown(operation);
    }

    private static ImageTransform always(UnaryOperator<RgbImage> operation) {
        return (image, random) -> operation.apply(image);
    }

    private static ImageTransform geometric(GeometricOperation operation) {
        if (operation instanceof GeometricOperation.RandomResizedCrop crop) {
            return new RandomResizedCrop(
                    crop.size(),
                    crop.minScale(),
                    crop.maxScale(),
                    crop.minRatio(),
                    crop.maxRatio(),
                    crop.interpolation());
        } else if (operation instanceof GeometricOperation.VerticalFlip flip) {
            return new Chance(flip.probability(), (image, random) -> Flip.vertical(image));
        } else if (operation instanceof GeometricOperation.Rotate rotate) {
            return new Chance(rotate.probability(), rotate(rotate));
        } else if (operation instanceof GeometricOperation.Shear shear) {
            return new Chance(shear.probability(), shear(shear));
        } else if (operation instanceof GeometricOperation.Translate translate) {
            return new Chance(translate.probability(), translate(translate));
        }
        throw unknown(operation);
    }

    private static ImageTransform rotate(GeometricOperation.Rotate rotate) {
        FillColor fill = fill(rotate.fill());
        return (image, random) -> {
            double degrees = random.uniform(-rotate.maxDegrees(), rotate.maxDegrees());
            return Affine.rotate(image, degrees, rotate.interpolation(), fill);
        };
    }

    private static ImageTransform shear(GeometricOperation.Shear shear) {
        FillColor fill = fill(shear.fill());
        return (image, random) -> {
            double x = random.uniform(-shear.maxX(), shear.maxX());
            double y = random.uniform(-shear.maxY(), shear.maxY());
            return new Affine(1, x, 0, y, 1, 0).apply(image, shear.interpolation(), fill);
        };
    }

    private static ImageTransform translate(GeometricOperation.Translate translate) {
        FillColor fill = fill(translate.fill());
        return (image, random) -> {
            double x = random.uniform(-translate.maxX(), translate.maxX()) * image.width();
            double y = random.uniform(-translate.maxY(), translate.maxY()) * image.height();
            return Affine.translate(x, y).apply(image, translate.interpolation(), fill);
        };
    }

    private static ImageTransform color(ColorOperation operation) {
        if (operation instanceof ColorOperation.ColorJitter jitter) {
            return new Chance(
                    jitter.probability(),
                    new ColorJitter(jitter.brightness(), jitter.contrast(), jitter.saturation(), jitter.hue()));
        } else if (operation instanceof ColorOperation.Grayscale grayscale) {
            return new Chance(grayscale.probability(), (image, random) -> Grayscale.of(image));
        } else if (operation instanceof ColorOperation.GaussianBlur blur) {
            return new Chance(
                    blur.probability(),
                    (image, random) -> GaussianBlur.of(image, random.uniform(blur.minRadius(), blur.maxRadius())));
        } else if (operation instanceof ColorOperation.Sharpness sharpness) {
            return new Chance(sharpness.probability(), (image, random) -> Enhance.sharpness(image, sharpness.factor()));
        }
        return levels(operation);
    }

    private static ImageTransform levels(ColorOperation operation) {
        if (operation instanceof ColorOperation.Autocontrast autocontrast) {
            return new Chance(autocontrast.probability(), (image, random) -> Histogram.autocontrast(image));
        } else if (operation instanceof ColorOperation.Equalize equalize) {
            return new Chance(equalize.probability(), (image, random) -> Histogram.equalize(image));
        } else if (operation instanceof ColorOperation.Invert invert) {
            return new Chance(invert.probability(), (image, random) -> LookupTable.invert(image));
        } else if (operation instanceof ColorOperation.Posterize posterize) {
            return new Chance(
                    posterize.probability(), (image, random) -> LookupTable.posterize(image, posterize.bits()));
        } else if (operation instanceof ColorOperation.Solarize solarize) {
            return new Chance(
                    solarize.probability(), (image, random) -> LookupTable.solarize(image, solarize.threshold()));
        } else if (operation instanceof ColorOperation.SolarizeAdd solarize) {
            return new Chance(
                    solarize.probability(),
                    (image, random) -> LookupTable.solarizeAdd(image, solarize.addend(), solarize.threshold()));
        }
        throw unknown(operation);
    }

    private static ImageTransform occlusion(OcclusionOperation operation) {
        if (operation instanceof OcclusionOperation.Cutout cutout) {
            return new Cutout(cutout.holes(), cutout.size());
        } else if (operation instanceof OcclusionOperation.RandomErasing erasing) {
            return new Chance(
                    erasing.probability(),
                    new RandomErasing(
                            erasing.minScale(),
                            erasing.maxScale(),
                            erasing.minRatio(),
                            erasing.maxRatio(),
                            fill(erasing.fill())));
        }
        throw unknown(operation);
    }

    private static ImageTransform policy(AugmentationPolicy policy) {
        if (policy instanceof AugmentationPolicy.AutoAugment autoAugment) {
            return switch (autoAugment.policy()) {
                case CIFAR10 -> AutoAugment.CIFAR_10;
            };
        } else if (policy instanceof AugmentationPolicy.RandAugment randAugment) {
            return new RandAugment(
                    randAugment.operations(),
                    randAugment.magnitude(),
                    randAugment.magnitudeStd(),
                    randAugment.probability(),
                    fill(randAugment.fill()));
        } else if (policy instanceof AugmentationPolicy.TrivialAugment trivialAugment) {
            return new TrivialAugment(fill(trivialAugment.fill()));
        }
        throw unknown(policy);
    }

    private static AssertionError unknown(AugmentConfig.Operation operation) {
        return new AssertionError("the sealed interface permits no other operation: " + operation);
    }

    private static FillColor fill(List<Integer> samples) {
        return FillColor.of(samples.get(0), samples.get(1), samples.get(2));
    }
}
