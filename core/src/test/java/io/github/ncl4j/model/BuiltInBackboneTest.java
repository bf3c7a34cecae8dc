package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.Preparation;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.testkit.SharedFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.train.TinyExperiment;
import io.github.ncl4j.weights.BuiltInWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** The weights that ship inside: how experts start from them, and what half precision costs. */
@ExtendWith(EngineScope.class)
class BuiltInBackboneTest {

    private static final Device CPU = new Device(torch.DeviceType.CPU);
    private static final String PUBLISHED = "data/weights/efficientnet-lite0.safetensors";
    private static final int PHOTOS = 200;
    private static final int SIDE = 224;

    private final Logger logger = (Logger) LoggerFactory.getLogger(PretrainedBackbone.class.getPackageName());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private static ExperimentConfig config(String... settings) {
        List<String> all = new ArrayList<>(List.of("model.backbone=efficientnet-lite0", "model.pretrained=builtin"));
        all.addAll(List.of(settings));
        return TinyExperiment.with(TinyExperiment.config(Path.of("/nowhere")), all);
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void everyExpertStartsFromThemWithAClassifierOfItsOwn() throws IOException {
        BuiltInWeights weights = BuiltInWeights.EFFICIENTNET_LITE0;
        ExperimentConfig config = config();
        try (ExpertEnsemble ensemble = ExpertEnsemble.create(config.model(), 3, 1, CPU);
                SafetensorsFile file = SafetensorsFile.of(Path.of("inside"), weights.read())) {
            PretrainedBackbone.load(config, ensemble);

            Map<String, Tensor> state = ensemble.weights().state();
            for (String name : List.of("_conv_stem.weight", "_blocks.7._bn1.running_var", "_bn1.bias")) {
                float[] expected = HostArrays.floats(file.tensor(name).to(torch.ScalarType.Float));
                assertThat(HostArrays.floats(state.get("backbone.0." + name))).isEqualTo(expected);
                assertThat(HostArrays.floats(state.get("backbone.1." + name))).isEqualTo(expected);
            }
            assertThat(state.get("classifier.0.weight").size(0)).isEqualTo(3);
            assertThat(log.list.get(0).getFormattedMessage())
                    .isEqualTo("built in, efficientnet-lite0.safetensors: 245 tensors into the backbone of each expert,"
                            + " from one network; left aside: _fc.weight, _fc.bias");
        }
    }

    @Test
    void otherImagesThanTheirsGiveOneWarningWithBothValues() {
        ExperimentConfig config = config();
        try (ExpertEnsemble ensemble = ExpertEnsemble.create(config.model(), 3, 1, CPU)) {
            PretrainedBackbone.load(config, ensemble);
        }

        assertThat(warnings())
                .containsExactly("efficientnet-lite0.safetensors: these weights were trained with other images:"
                        + " augment.normalization is mean [0.5, 0.5, 0.5] std [0.25, 0.25, 0.25], theirs is"
                        + " mean [0.4980392156862745, 0.4980392156862745, 0.4980392156862745]"
                        + " std [0.5019607843137255, 0.5019607843137255, 0.5019607843137255];"
                        + " images have 8 pixels a side, theirs have 224;"
                        + " accuracy suffers, most of all with a frozen backbone");
    }

    /** To three digits, as people write them. */
    @Test
    void theirImagesGiveNone() {
        ExperimentConfig config = config(
                "augment.normalization={mean: [0.498, 0.498, 0.498], std: [0.502, 0.502, 0.502]}",
                "augment.evaluate=[{type: resize, shortest_side: 256}, {type: center-crop, size: 224}]");
        try (ExpertEnsemble ensemble = ExpertEnsemble.create(config.model(), 3, 1, CPU)) {
            PretrainedBackbone.load(config, ensemble);
        }

        assertThat(warnings()).isEmpty();
    }

    @Test
    void metadataThatCannotBeReadIsSaidAndPassedOver() {
        assertThat(ExpectedInput.of("theirs", Map.of("input_mean", "0.5", "input_std", "[1]", "input_size", "x")))
                .isEmpty();
        assertThat(ExpectedInput.of("theirs", Map.of("input_mean", "[0.5, 0.5, 0.5]")))
                .isEmpty();

        assertThat(warnings())
                .containsExactly("theirs: says input_mean = 0.5, input_std = [1], input_size = x,"
                        + " which are not three numbers each and one; not checked");
    }

    /** As {@code tools/build-weights.sh} makes them. */
    @Test
    void theyAreThePublishedOnesRounded() throws IOException {
        try (SafetensorsFile published = SafetensorsFile.open(SharedFolder.path(PUBLISHED));
                SafetensorsFile inside =
                        SafetensorsFile.of(Path.of("inside"), BuiltInWeights.EFFICIENTNET_LITE0.read())) {
            assertThat(inside.tensors().keySet()).isEqualTo(published.tensors().keySet());
            for (String name : published.tensors().keySet()) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor rounded = published.tensor(name).to(torch.ScalarType.Half);
                    assertThat(inside.tensor(name).equal(rounded)).as(name).isTrue();
                }
            }
        }
    }

    @Test
    void halfPrecisionLeavesTheClassOfPhotosAsItIs() throws IOException {
        ModelConfig model =
                ModelConfig.of(1, ModelConfig.EfficientNet.EFFICIENTNET_LITE0, new ModelConfig.Linear(true));
        List<byte[]> photos = photos();
        try (SafetensorsFile published = SafetensorsFile.open(SharedFolder.path(PUBLISHED));
                SafetensorsFile inside =
                        SafetensorsFile.of(Path.of("inside"), BuiltInWeights.EFFICIENTNET_LITE0.read());
                ExpertEnsemble exact = loaded(model, published);
                ExpertEnsemble rounded = loaded(model, inside);
                ImageInput input = new ImageInput(
                        ExpectedInput.of("inside", inside.metadata())
                                .orElseThrow()
                                .normalization(),
                        CPU);
                NoGradGuard noGrad = new NoGradGuard()) {
            int same = 0;
            for (byte[] photo : photos) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor image = input.images(photo, 1, SIDE, SIDE);
                    same += best(exact, image) == best(rounded, image) ? 1 : 0;
                }
            }
            System.out.println("built-in weights: the same class for " + same + " of " + photos.size() + " photos");
            assertThat(photos).hasSize(PHOTOS);
            assertThat(same).isGreaterThanOrEqualTo(PHOTOS - 1);
        }
    }

    private static List<byte[]> photos() throws IOException {
        Preparation preparation = Preparation.parse("resize 256 bilinear, center-crop " + SIDE);
        ImageDecoder decoder = new ImageDecoder();
        List<byte[]> photos = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SharedFolder.path("data/photos-lt/images/val"))) {
            for (Path file :
                    files.filter(Files::isRegularFile).sorted().limit(PHOTOS).toList()) {
                RgbImage image = preparation.apply(decoder.decode(file));
                photos.add(image.trimmed().pixels());
            }
        }
        return photos;
    }

    private static ExpertEnsemble loaded(ModelConfig model, SafetensorsFile file) {
        ExpertEnsemble ensemble = ExpertEnsemble.create(model, 1000, 1, CPU);
        try (PointerScope scope = new PointerScope()) {
            ensemble.load(ImportedModel.of(file.tensors(name -> true), config().withModel(model))
                    .weights());
        }
        return ensemble;
    }

    private static long best(ExpertEnsemble ensemble, Tensor image) {
        return ensemble.forward(image, false).argmax(new LongOptional(), false).item_long();
    }
}
