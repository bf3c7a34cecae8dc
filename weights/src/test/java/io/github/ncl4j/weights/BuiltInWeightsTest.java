package io.github.ncl4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BuiltInWeightsTest {

    @ParameterizedTest
    @EnumSource
    void whatTheWeightsWantTravelsWithThem(BuiltInWeights weights) throws IOException {
        byte[] file = weights.read();
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        String header = new String(file, 8, length, StandardCharsets.UTF_8);

        assertThat(header)
                .contains("\"input_mean\"", "\"input_std\"", "\"input_size\"", "\"license\":\"Apache-2.0\"", "\"F16\"")
                .doesNotContain("\"F32\"");
        assertThat(BuiltInWeights.class.getResource("LICENSE")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void theyAreFoundByTheirNetwork(BuiltInWeights weights) {
        assertThat(BuiltInWeights.of(weights.backbone())).contains(weights);
        assertThat(BuiltInWeights.of("resnet50")).isEmpty();
        assertThat(BuiltInWeights.backbones()).contains(weights.backbone());
    }
}
