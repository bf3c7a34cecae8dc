package io.github.ncl4j.augment;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.augment.pixels.Affine;
import io.github.ncl4j.augment.pixels.Enhance;
import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.augment.pixels.GaussianBlur;
import io.github.ncl4j.augment.pixels.Grayscale;
import io.github.ncl4j.augment.pixels.Histogram;
import io.github.ncl4j.augment.pixels.Hue;
import io.github.ncl4j.augment.pixels.LookupTable;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.CenterCrop;
import io.github.ncl4j.image.Crop;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.RgbImage;
import java.util.Locale;
import java.util.Map;

/** The operations of the {@code image_*} golden files by their names and parameters there. */
final class GoldenOperations {

    private static final Map<String, PolicyOperation> RAND_AUGMENT = Map.of(
            "PosterizeTpu", PolicyOperation.POSTERIZE,
            "TranslateXRel", PolicyOperation.TRANSLATE_X,
            "TranslateYRel", PolicyOperation.TRANSLATE_Y);

    private GoldenOperations() {}

    static RgbImage apply(JsonNode operation, RgbImage image) {
        String name = operation.path("op").asText();
        JsonNode parameters = operation.path("params");
        return switch (operation.path("group").asText()) {
            case "autoaugment" -> autoAugment(name, parameters, image);
            case "cifar10policy" -> subPolicy(parameters, image);
            case "randaugment" -> randAugment(name, parameters, image);
            case "pil" -> pillow(name, parameters, image);
            case "cutout" ->
                new Cutout(1, parameters.path("length").asInt())
                        .of(
                                image,
                                parameters.path("center_x").asInt(),
                                parameters.path("center_y").asInt());
            default -> torchvision(name, parameters, image);
        };
    }

    private static PolicyOperation operation(String name) {
        PolicyOperation other = RAND_AUGMENT.get(name);
        return other != null
                ? other
                : PolicyOperation.valueOf(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .toUpperCase(Locale.ROOT)
                        .replace("AUTO_CONTRAST", "AUTOCONTRAST"));
    }

    private static RgbImage autoAugment(String name, JsonNode parameters, RgbImage image) {
        int strength = parameters.path("magnitude_idx").asInt();
        return half(
                new SubPolicy.Half(operation(name), 1, strength),
                image,
                parameters.path("sign").asInt());
    }

    /** The files apply both halves whatever their probabilities. */
    private static RgbImage subPolicy(JsonNode parameters, RgbImage image) {
        SubPolicy policy =
                AutoAugment.CIFAR_10.policies().get(parameters.path("index").asInt());
        int sign = parameters.path("sign_of_every_random_choice").asInt();
        return half(policy.second(), half(policy.first(), image, sign), sign);
    }

    private static RgbImage half(SubPolicy.Half half, RgbImage image, int sign) {
        return half.step(image.width(), image.height(), sign).apply(image);
    }

    private static RgbImage randAugment(String name, JsonNode parameters, RgbImage image) {
        PolicyOperation operation = operation(name);
        double number =
                RandAugment.number(operation, parameters.path("level").asDouble(), image.width(), image.height());
        double sign = parameters.path("sign").asInt() < 0 ? -1 : 1;
        return new PolicyStep(operation, sign * number, interpolation(parameters), fill(parameters)).apply(image);
    }

    private static RgbImage pillow(String name, JsonNode parameters, RgbImage image) {
        double factor = parameters.path("factor").asDouble();
        return switch (name) {
            case "posterize" ->
                LookupTable.posterize(image, parameters.path("bits").asInt());
            case "solarize" ->
                LookupTable.solarize(image, parameters.path("threshold").asDouble());
            case "solarize_add" ->
                LookupTable.solarizeAdd(
                        image,
                        parameters.path("add").asInt(),
                        parameters.path("thresh").asInt());
            case "equalize" -> Histogram.equalize(image);
            case "autocontrast" -> Histogram.autocontrast(image);
            case "invert" -> LookupTable.invert(image);
            case "brightness" -> Enhance.brightness(image, factor);
            case "color" -> Enhance.color(image, factor);
            case "contrast" -> Enhance.contrast(image, factor);
            case "sharpness" -> Enhance.sharpness(image, factor);
            case "gaussian_blur" ->
                GaussianBlur.of(image, parameters.path("radius").asDouble());
            case "rotate" ->
                Affine.rotate(
                        image, parameters.path("degrees").asDouble(), interpolation(parameters), fill(parameters));
            case "affine" ->
                affine(parameters.path("matrix")).apply(image, interpolation(parameters), fill(parameters));
            default -> throw new IllegalArgumentException("no operation of Pillow: " + name);
        };
    }

    private static RgbImage torchvision(String name, JsonNode parameters, RgbImage image) {
        double factor = parameters.path("factor").asDouble();
        RandomStream random = RandomStream.of(0);
        return switch (name) {
            case "adjust_brightness" -> Enhance.brightness(image, factor);
            case "adjust_contrast" -> Enhance.contrast(image, factor);
            case "adjust_saturation" -> Enhance.color(image, factor);
            case "adjust_hue" -> Hue.shift(image, factor);
            case "color_jitter_sequence" -> jitter(parameters, image);
            case "rgb_to_grayscale3" -> Grayscale.of(image);
            case "hflip" -> new HorizontalFlip(1).apply(image, random);
            case "pad4_crop" -> crop(parameters, image, 4);
            case "resized_crop" ->
                Resize.scale(
                        crop(parameters, image, 0),
                        parameters.path("size").path(1).asInt(),
                        parameters.path("size").path(0).asInt(),
                        Interpolation.BILINEAR);
            case "resize" -> resize(parameters, image);
            case "resize_centercrop" -> centerCrop(parameters, resize(parameters, image));
            case "center_crop_padded" -> centerCrop(parameters, image);
            default -> throw new IllegalArgumentException("no operation of torchvision: " + name);
        };
    }

    private static RgbImage jitter(JsonNode parameters, RgbImage image) {
        RgbImage result = image;
        for (JsonNode change : parameters.path("order")) {
            double factor = parameters.path("factors_bcsh").path(change.asInt()).asDouble();
            result = switch (change.asInt()) {
                case 0 -> Enhance.brightness(result, factor);
                case 1 -> Enhance.contrast(result, factor);
                case 2 -> Enhance.color(result, factor);
                default -> Hue.shift(result, factor);
            };
        }
        return result;
    }

    private static RgbImage resize(JsonNode parameters, RgbImage image) {
        return new Resize(parameters.path("shorter_edge").asInt(), Interpolation.BILINEAR).apply(image);
    }

    private static RgbImage centerCrop(JsonNode parameters, RgbImage image) {
        return new CenterCrop(parameters.path("crop").asInt()).apply(image);
    }

    private static RgbImage crop(JsonNode parameters, RgbImage image, int padding) {
        return Crop.of(
                image,
                parameters.path("left").asInt() - padding,
                parameters.path("top").asInt() - padding,
                parameters.path("width").asInt(),
                parameters.path("height").asInt());
    }

    private static Affine affine(JsonNode matrix) {
        return new Affine(
                matrix.path(0).asDouble(),
                matrix.path(1).asDouble(),
                matrix.path(2).asDouble(),
                matrix.path(3).asDouble(),
                matrix.path(4).asDouble(),
                matrix.path(5).asDouble());
    }

    private static Interpolation interpolation(JsonNode parameters) {
        return Interpolation.valueOf(
                parameters.path("resample").asText("NEAREST").replace("null", "NEAREST"));
    }

    private static FillColor fill(JsonNode parameters) {
        JsonNode fill = parameters.path("fill");
        return FillColor.of(
                fill.path(0).asInt(), fill.path(1).asInt(), fill.path(2).asInt());
    }
}
