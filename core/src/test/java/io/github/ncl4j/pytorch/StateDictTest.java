package io.github.ncl4j.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.torch.EngineScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class StateDictTest {

    @Test
    void theNamesOfDataParallelLoseTheirPrefix() {
        StateDict stateDict = StateDict.of(named("module.backbone.0.conv1.weight", "module.classifier.0.bias"));

        assertThat(stateDict.tensors().keySet()).containsExactly("backbone.0.conv1.weight", "classifier.0.bias");
        assertThat(stateDict.leftOut()).isEmpty();
    }

    @Test
    void ofMocoTheBackboneOfTheQueryEncoderStays() {
        StateDict stateDict = StateDict.of(named(
                "module.encoder_q.conv1.weight",
                "module.encoder_q.layer1.0.bn1.running_var",
                "module.encoder_q.fc.0.weight",
                "module.encoder_k.conv1.weight",
                "module.queue"));

        assertThat(stateDict.tensors().keySet()).containsExactly("conv1.weight", "layer1.0.bn1.running_var");
        assertThat(stateDict.leftOut()).containsExactly("encoder_q.fc.0.weight", "encoder_k.conv1.weight", "queue");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module.",
                "_orig_mod.",
                "model.",
                "backbone.",
                "encoder.",
                "module.model._orig_mod.",
                "any.other.name."
            })
    void aPrefixThatAllNamesShareIsStripped(String prefix) {
        StateDict stateDict = StateDict.of(named(prefix + "conv1.weight", prefix + "bn1.bias", prefix + "fc.weight"));

        assertThat(stateDict.tensors().keySet()).containsExactly("conv1.weight", "bn1.bias", "fc.weight");
        assertThat(stateDict.leftOut()).isEmpty();
    }

    @Test
    void theNameOfASingleLayerIsNoPrefix() {
        assertThat(StateDict.of(named("model.fc.weight", "model.fc.bias"))
                        .tensors()
                        .keySet())
                .containsExactly("fc.weight", "fc.bias");
        assertThat(StateDict.of(named("fc.weight")).tensors().keySet()).containsExactly("fc.weight");
        assertThat(StateDict.of(named("net.token", "net.block.bias")).tensors().keySet())
                .containsExactly("token", "block.bias");
    }

    @Test
    void compiledPartsLoseTheirPrefixWhereverItStands() {
        assertThat(StateDict.of(named("backbone._orig_mod.conv1.weight", "fc.weight"))
                        .tensors()
                        .keySet())
                .containsExactly("backbone.conv1.weight", "fc.weight");
    }

    @Test
    void theEncodersOfMoco3AreToldApart() {
        StateDict both = StateDict.of(named(
                "module.base_encoder.conv1.weight",
                "module.base_encoder.fc.0.weight",
                "module.momentum_encoder.conv1.weight",
                "module.predictor.0.weight"));
        StateDict base = StateDict.of(named("module.base_encoder.conv1.weight", "module.base_encoder.fc.0.weight"));

        assertThat(both.tensors().keySet()).containsExactly("conv1.weight");
        assertThat(both.leftOut()).hasSize(3);
        assertThat(base.tensors().keySet()).containsExactly("conv1.weight");
        assertThat(base.leftOut()).containsExactly("fc.0.weight");
    }

    @Test
    void theClassifierOfALoneNetworkStays() {
        assertThat(StateDict.of(named("conv1.weight", "fc.weight")).tensors().keySet())
                .containsExactly("conv1.weight", "fc.weight");
    }

    @Test
    void twoTensorsCannotTakeOneName() {
        assertThatThrownBy(() -> StateDict.of(named("fc.weight", "module.fc.weight")))
                .hasMessage("two tensors are called 'fc.weight' without the prefix of 'module.fc.weight'");
    }

    private static Map<String, Tensor> named(String... names) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : names) {
            tensors.put(name, torch.ones(1));
        }
        return tensors;
    }
}
