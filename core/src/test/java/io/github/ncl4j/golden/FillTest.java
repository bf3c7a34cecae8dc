package io.github.ncl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fill formula against the first values and sums that the golden files state. */
@ExtendWith(EngineScope.class)
class FillTest {

    @Tag("golden")
    @TestFactory
    Stream<DynamicTest> backbones() {
        return GoldenFolder.tests("backbone_res*.json", FillTest::check);
    }

    @Tag("golden")
    @TestFactory
    Stream<DynamicTest> trainings() {
        return GoldenFolder.tests("train_*.json", FillTest::check);
    }

    private static void check(Path file) {
        JsonNode json;
        try {
            json = new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long seed = json.path("config").path("fill_seed").asLong();
        assertThat(json.path("fill_check")).isNotEmpty();
        for (JsonNode check : json.path("fill_check")) {
            String name = check.path("name").asText();
            long[] shape = new JsonMapper().convertValue(check.path("shape"), long[].class);
            float[] values = Fill.values(name, shape, seed);
            for (int i = 0; i < check.path("first3").size(); i++) {
                assertThat(values[i]).as("%s[%d]", name, i).isEqualTo((float)
                        check.path("first3").get(i).asDouble());
            }
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            // The order of the reference's sum is not known; the elements are of order one.
            assertThat(sum).as(name).isCloseTo(check.path("sum64").asDouble(), within(1e-12 * values.length));
        }
    }

    @Test
    void aLeadingModuleDoesNotCount() {
        assertThat(Fill.values("module.conv1.weight", new long[] {2, 3}, 1))
                .isEqualTo(Fill.values("conv1.weight", new long[] {2, 3}, 1));
    }

    @Test
    void channelsLastTensorsAreFilledInTheirLogicalOrder() {
        Tensor weight = torch.zeros(2, 3, 2, 2).contiguous(torch.MemoryFormat.ChannelsLast);

        Fill.fill(Map.of("conv1.weight", weight), 7);

        assertThat(HostArrays.floats(weight)).isEqualTo(Fill.values("conv1.weight", new long[] {2, 3, 2, 2}, 7));
    }

    @Test
    void namesThatTheFormulaDoesNotCoverAreRefused() {
        assertThatThrownBy(() -> Fill.values("MOCO.0.queue_ptr", new long[] {1}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MOCO.0.queue_ptr");
    }
}
