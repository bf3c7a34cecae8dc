package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.testkit.SharedFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** ResNet-32 as others trained it (akamaster/pytorch_resnet_cifar10), through our reader, network and measure. */
@ExtendWith(EngineScope.class)
class PublishedWeightsTest {

    private static final AugmentConfig.Normalization IMAGENET =
            new AugmentConfig.Normalization(List.of(.485, .456, .406), List.of(.229, .224, .225));

    @Test
    void publishedWeightsReachTheirPublishedAccuracy() {
        Path archive = SharedFolder.path("data/cifar-10-lt-if100.tar.gz");
        Path weights = SharedFolder.path("data/weights/resnet32-d509ac18.safetensors");
        Device cpu = new Device(torch.DeviceType.CPU);
        ModelConfig config = ModelConfig.of(1, new ModelConfig.CifarResNet(32), new ModelConfig.Linear(true));
        Datasets datasets = Datasets.open(cifar10(archive), 1);
        BatchLoader.Settings settings = new BatchLoader.Settings(50, false, 1, 2, 1);
        try (ExpertEnsemble model = ExpertEnsemble.create(config, 10, 1, cpu);
                ImageInput input = new ImageInput(IMAGENET, cpu);
                BatchLoader loader = new BatchLoader(
                        datasets.validation(),
                        Sampler.inOrder(datasets.validation().size()),
                        List.of((image, random) -> image),
                        settings)) {
            model.load(asOneExpert(weights));
            ShotGroups groups = ShotGroups.of(datasets.train().classCounts(), ShotProtocol.POOLED);

            Evaluation evaluation = new Evaluator(model, input, groups).evaluate(loader);

            assertThat(evaluation.images()).isEqualTo(5_000);
            assertThat(evaluation.ensemble().top1()).isCloseTo(.926, within(.005));
            assertThat(evaluation.ensemble()).isEqualTo(evaluation.experts().get(0));
            assertThat(evaluation.ensemble().few())
                    .as("the smallest class has 50 images")
                    .isNull();
        }
    }

    private static DataConfig cifar10(Path archive) {
        return DataConfig.archive(DataConfig.Format.CIFAR_10, archive)
                .withWorkers(1)
                .withPrefetch(2);
    }

    /** Their names are those of a lone network, in files of DataParallel below {@code module}; the classifier is {@code linear}. */
    private static Map<String, Tensor> asOneExpert(Path weights) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(weights)) {
            for (String name : file.tensors().keySet()) {
                String plain = name.replaceFirst("^module\\.", "");
                String ours = plain.startsWith("linear.")
                        ? plain.replaceFirst("linear", "classifier.0")
                        : "backbone.0." + plain;
                values.put(ours, file.tensor(name));
            }
        }
        return values;
    }
}
