package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.LossConfig.HcmSource;
import io.github.ncl4j.config.LossConfig.OutsideMask;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reference's hard categories, which expert 0 chooses. */
@Tag("golden")
@ExtendWith(EngineScope.class)
class HardCategoryMiningGoldenTest {

    @TestFactory
    Stream<DynamicTest> masks() {
        return GoldenFolder.tests("loss_nil_nbod_*.json", HardCategoryMiningGoldenTest::check);
    }

    private static void check(Path file) {
        try (GoldenCase golden = new GoldenCase(file);
                PointerScope scope = new PointerScope()) {
            HardCategoryMining mining = new HardCategoryMining(
                    golden.config().path("HCM_N").asInt(), HcmSource.FIRST_EXPERT, OutsideMask.ZERO);
            Tensor logits = golden.tensor("logits.0").unsqueeze(0);

            Tensor mask = mining.mask(logits, golden.tensor("targets"));

            assertThat(HostArrays.doubles(mask)).containsExactly(golden.doubles("mask"));
        }
    }
}
