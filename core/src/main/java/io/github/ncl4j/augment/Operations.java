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
import io.github.ncl4j.config.OperationVisitor;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.image.CenterCrop;
import io.github.ncl4j.image.Flip;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.RgbImage;
import java.util.List;
import java.util.function.UnaryOperator;

/** From the operations that a configuration declares to the transforms that do them. */
final class Operations implements OperationVisitor<ImageTransform> {

    private static final Operations BUILDER = new Operations();

    private Operations() {}

    static ImageTransform of(AugmentConfig.Operation operation) {
        return operation.accept(BUILDER);
    }

    @Override
    public ImageTransform visit(AugmentConfig.RandomCrop crop) {
        return new RandomCrop(crop.size(), crop.padding());
    }

    @Override
    public ImageTransform visit(AugmentConfig.HorizontalFlip flip) {
        return new HorizontalFlip(flip.probability());
    }

    @Override
    public ImageTransform visit(AugmentConfig.Resize resize) {
        return always(new Resize(resize.shortestSide(), resize.interpolation())::apply);
    }

    @Override
    public ImageTransform visit(AugmentConfig.CenterCrop crop) {
        return always(new CenterCrop(crop.size())::apply);
    }

    private static ImageTransform always(UnaryOperator<RgbImage> operation) {
        return (image, random) -> operation.apply(image);
    }

    @Override
    public ImageTransform visit(GeometricOperation.RandomResizedCrop crop) {
        return new RandomResizedCrop(
                crop.size(), crop.minScale(), crop.maxScale(), crop.minRatio(), crop.maxRatio(), crop.interpolation());
    }

    @Override
    public ImageTransform visit(GeometricOperation.VerticalFlip flip) {
        return new Chance(flip.probability(), (image, random) -> Flip.vertical(image));
    }

    @Override
    public ImageTransform visit(GeometricOperation.Rotate rotate) {
        FillColor fill = fill(rotate.fill());
        return new Chance(rotate.probability(), (image, random) -> {
            double degrees = random.uniform(-rotate.maxDegrees(), rotate.maxDegrees());
            return Affine.rotate(image, degrees, rotate.interpolation(), fill);
        });
    }

    @Override
    public ImageTransform visit(GeometricOperation.Shear shear) {
        FillColor fill = fill(shear.fill());
        return new Chance(shear.probability(), (image, random) -> {
            double x = random.uniform(-shear.maxX(), shear.maxX());
            double y = random.uniform(-shear.maxY(), shear.maxY());
            return new Affine(1, x, 0, y, 1, 0).apply(image, shear.interpolation(), fill);
        });
    }

    @Override
    public ImageTransform visit(GeometricOperation.Translate translate) {
        FillColor fill = fill(translate.fill());
        return new Chance(translate.probability(), (image, random) -> {
            double x = random.uniform(-translate.maxX(), translate.maxX()) * image.width();
            double y = random.uniform(-translate.maxY(), translate.maxY()) * image.height();
            return Affine.translate(x, y).apply(image, translate.interpolation(), fill);
        });
    }

    @Override
    public ImageTransform visit(ColorOperation.ColorJitter jitter) {
        return new Chance(
                jitter.probability(),
                new ColorJitter(jitter.brightness(), jitter.contrast(), jitter.saturation(), jitter.hue()));
    }

    @Override
    public ImageTransform visit(ColorOperation.Grayscale grayscale) {
        return new Chance(grayscale.probability(), (image, random) -> Grayscale.of(image));
    }

    @Override
    public ImageTransform visit(ColorOperation.GaussianBlur blur) {
        return new Chance(
                blur.probability(),
                (image, random) -> GaussianBlur.of(image, random.uniform(blur.minRadius(), blur.maxRadius())));
    }

    @Override
    public ImageTransform visit(ColorOperation.Sharpness sharpness) {
        return new Chance(sharpness.probability(), (image, random) -> Enhance.sharpness(image, sharpness.factor()));
    }

    @Override
    public ImageTransform visit(ColorOperation.Autocontrast autocontrast) {
        return new Chance(autocontrast.probability(), (image, random) -> Histogram.autocontrast(image));
    }

    @Override
    public ImageTransform visit(ColorOperation.Equalize equalize) {
        return new Chance(equalize.probability(), (image, random) -> Histogram.equalize(image));
    }

    @Override
    public ImageTransform visit(ColorOperation.Invert invert) {
        return new Chance(invert.probability(), (image, random) -> LookupTable.invert(image));
    }

    @Override
    public ImageTransform visit(ColorOperation.Posterize posterize) {
        return new Chance(posterize.probability(), (image, random) -> LookupTable.posterize(image, posterize.bits()));
    }

    @Override
    public ImageTransform visit(ColorOperation.Solarize solarize) {
        return new Chance(solarize.probability(), (image, random) -> LookupTable.solarize(image, solarize.threshold()));
    }

    @Override
    public ImageTransform visit(ColorOperation.SolarizeAdd solarize) {
        return new Chance(
                solarize.probability(),
                (image, random) -> LookupTable.solarizeAdd(image, solarize.addend(), solarize.threshold()));
    }

    @Override
    public ImageTransform visit(OcclusionOperation.Cutout cutout) {
        return new Cutout(cutout.holes(), cutout.size());
    }

    @Override
    public ImageTransform visit(OcclusionOperation.RandomErasing erasing) {
        return new Chance(
                erasing.probability(),
                new RandomErasing(
                        erasing.minScale(),
                        erasing.maxScale(),
                        erasing.minRatio(),
                        erasing.maxRatio(),
                        fill(erasing.fill())));
    }

    @Override
    public ImageTransform visit(AugmentationPolicy.AutoAugment autoAugment) {
        return switch (autoAugment.policy()) {
            case CIFAR10 -> AutoAugment.CIFAR_10;
        };
    }

    @Override
    public ImageTransform visit(AugmentationPolicy.RandAugment randAugment) {
        return new RandAugment(
                randAugment.operations(),
                randAugment.magnitude(),
                randAugment.magnitudeStd(),
                randAugment.probability(),
                fill(randAugment.fill()));
    }

    @Override
    public ImageTransform visit(AugmentationPolicy.TrivialAugment trivialAugment) {
        return new TrivialAugment(fill(trivialAugment.fill()));
    }

    private static FillColor fill(List<Integer> samples) {
        return FillColor.of(samples.get(0), samples.get(1), samples.get(2));
    }
}
