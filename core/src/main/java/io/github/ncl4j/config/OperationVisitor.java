package io.github.ncl4j.config;

/**
 * One method for each kind of operation: with a new kind, a visitor does not compile until it handles it.
 *
 * @param <T> the result
 * @see AugmentConfig.Operation#accept
 */
public interface OperationVisitor<T> {

    /** Visits {@link AugmentConfig.RandomCrop}. */
    T visit(AugmentConfig.RandomCrop operation);

    /** Visits {@link AugmentConfig.HorizontalFlip}. */
    T visit(AugmentConfig.HorizontalFlip operation);

    /** Visits {@link AugmentConfig.Resize}. */
    T visit(AugmentConfig.Resize operation);

    /** Visits {@link AugmentConfig.CenterCrop}. */
    T visit(AugmentConfig.CenterCrop operation);

    /** Visits {@link GeometricOperation.RandomResizedCrop}. */
    T visit(GeometricOperation.RandomResizedCrop operation);

    /** Visits {@link GeometricOperation.VerticalFlip}. */
    T visit(GeometricOperation.VerticalFlip operation);

    /** Visits {@link GeometricOperation.Rotate}. */
    T visit(GeometricOperation.Rotate operation);

    /** Visits {@link GeometricOperation.Shear}. */
    T visit(GeometricOperation.Shear operation);

    /** Visits {@link GeometricOperation.Translate}. */
    T visit(GeometricOperation.Translate operation);

    /** Visits {@link ColorOperation.ColorJitter}. */
    T visit(ColorOperation.ColorJitter operation);

    /** Visits {@link ColorOperation.Grayscale}. */
    T visit(ColorOperation.Grayscale operation);

    /** Visits {@link ColorOperation.GaussianBlur}. */
    T visit(ColorOperation.GaussianBlur operation);

    /** Visits {@link ColorOperation.Sharpness}. */
    T visit(ColorOperation.Sharpness operation);

    /** Visits {@link ColorOperation.Autocontrast}. */
    T visit(ColorOperation.Autocontrast operation);

    /** Visits {@link ColorOperation.Equalize}. */
    T visit(ColorOperation.Equalize operation);

    /** Visits {@link ColorOperation.Invert}. */
    T visit(ColorOperation.Invert operation);

    /** Visits {@link ColorOperation.Posterize}. */
    T visit(ColorOperation.Posterize operation);

    /** Visits {@link ColorOperation.Solarize}. */
    T visit(ColorOperation.Solarize operation);

    /** Visits {@link ColorOperation.SolarizeAdd}. */
    T visit(ColorOperation.SolarizeAdd operation);

    /** Visits {@link OcclusionOperation.Cutout}. */
    T visit(OcclusionOperation.Cutout operation);

    /** Visits {@link OcclusionOperation.RandomErasing}. */
    T visit(OcclusionOperation.RandomErasing operation);

    /** Visits {@link AugmentationPolicy.AutoAugment}. */
    T visit(AugmentationPolicy.AutoAugment operation);

    /** Visits {@link AugmentationPolicy.RandAugment}. */
    T visit(AugmentationPolicy.RandAugment operation);

    /** Visits {@link AugmentationPolicy.TrivialAugment}. */
    T visit(AugmentationPolicy.TrivialAugment operation);
}
