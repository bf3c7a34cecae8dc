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
