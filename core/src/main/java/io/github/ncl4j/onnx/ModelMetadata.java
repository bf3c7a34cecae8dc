package io.github.ncl4j.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.image.CenterCrop;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.Preparation;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.Shrink;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.model.InputSize;
import io.github.ncl4j.model.ModelDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What travels in an exported model beside the graph. The guide, {@code docs/guide/deploy.md}, lists the keys. */
final class ModelMetadata {

    /** The version of these keys. */
    private static final String FORMAT = "1";

    /** ASCII: ONNX Runtime gives Java the metadata in a form in which characters beyond 16 bits, such as emoji, are damaged. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ModelMetadata() {}

    static Map<String, String> of(ModelDescription description, ExportOptions options, int experts, String version) {
        AugmentConfig augment = description.config().augment();
        boolean pooled = description.config().evaluate().protocol() == ShotProtocol.POOLED;
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("ncl4j_format", FORMAT);
        metadata.put("ncl4j_version", version);
        metadata.put("experiment", description.config().name());
        metadata.put("class_names", json(description.classNames()));
        metadata.put("class_counts", json(description.classCounts()));
        metadata.put("experts", Integer.toString(experts));
        metadata.put("input", options.input().name().toLowerCase(Locale.ROOT));
        metadata.put("mean", json(augment.normalization().mean()));
        metadata.put("std", json(augment.normalization().std()));
        metadata.put("preparation", preparation(description.config()).text());
        metadata.put("exif_orientation", description.config().data().turnsPhotos() ? "apply" : "ignore");
        InputSize.of(description.config()).ifPresent(side -> metadata.put("side", Integer.toString(side)));
        metadata.put("weights", options.weights().name().toLowerCase(Locale.ROOT));
        metadata.put("threshold", Double.toString(options.threshold()));
        metadata.put("many_from", pooled ? "100" : "101");
        metadata.put("few_to", pooled ? "20" : "19");
        return metadata;
    }

    private static String json(List<?> values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // lists of texts and of numbers always have a JSON form
        }
    }

    /**
     * The operations before the network, as the exported model's reader does them.
     *
     * @throws UserException if there is one that it cannot do
     */
    static Preparation preparation(ExperimentConfig config) {
        List<Preparation.Step> steps = new ArrayList<>();
        if (config.data().cache() instanceof DataConfig.Cache.Packed packed && packed.shortestSide() != null) {
            steps.add(new Shrink(packed.shortestSide(), Interpolation.BILINEAR));
        }
        for (AugmentConfig.Operation operation : config.augment().evaluate()) {
            if (operation instanceof AugmentConfig.Resize resize) {
                steps.add(new Resize(resize.shortestSide(), resize.interpolation()));
            } else if (operation instanceof AugmentConfig.CenterCrop crop) {
                steps.add(new CenterCrop(crop.size()));
            } else {
                throw new UserException("augment.evaluate has the operation "
                        + operation.getClass().getSimpleName()
                        + ", but only resize and center-crop can travel with an exported model");
            }
        }
        return new Preparation(steps);
    }
}
