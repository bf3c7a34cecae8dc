package io.github.ncl4j.golden;

import static io.github.ncl4j.golden.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.loss.NclLoss;
import io.github.ncl4j.loss.NclPlusLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The losses of NCL and NCL++, their parts and their gradients, in float32 and float64. */
@Tag("golden")
@ExtendWith(EngineScope.class)
class LossGoldenTest {

    private static final Map<String, String> NCL_PARTS =
            Map.of("ce", "ce_sum", "hcm_ce", "hcm_ce_sum", "nbod", "nbod_all", "nbod_hcm", "nbod_hcm");

    /** The distillation of NCL++ is stored in float64 alone; that within experts, for each expert. */
    private static final Map<String, String> NCL_PLUS_PARTS = Map.of("ce", "ce_sum", "hcm_ce", "hcm_ce_sum");

    private static final Map<String, String> NCL_PLUS_DISTILLATION = Map.of(
            "inter", "inter_all", "inter_hcm", "inter_partial", "intra", "intra_all", "intra_hcm", "intra_partial");

    @TestFactory
    Stream<DynamicTest> nclLoss() {
        return GoldenFolder.tests("loss_nil_nbod_[0-9][0-9].json", LossGoldenTest::checkNcl);
    }

    @TestFactory
    Stream<DynamicTest> nclPlusLoss() {
        return GoldenFolder.tests("loss_nil_nbod_plus_[0-9][0-9].json", LossGoldenTest::checkNclPlus);
    }

    private static void checkNcl(Path file) {
        try (GoldenCase golden = new GoldenCase(file);
                PointerScope scope = new PointerScope();
                NclLoss loss = ncl(golden)) {
            inFloat32(golden, loss, NCL_PARTS);
            inFloat64(golden, loss, NCL_PARTS);
        }
    }

    private static void checkNclPlus(Path file) {
        try (GoldenCase golden = new GoldenCase(file);
                PointerScope scope = new PointerScope();
                NclPlusLoss loss = nclPlus(golden)) {
            inFloat32(golden, loss, NCL_PLUS_PARTS);
            Objective.Value value = inFloat64(golden, loss, NCL_PLUS_PARTS);
            double tolerance = Tolerances.LOSS_FLOAT64 * Math.abs(golden.doubles("total_f64")[0]);
            NCL_PLUS_DISTILLATION.forEach((ours, theirs) -> assertThat(part(value, ours))
                    .as(ours)
                    .isCloseTo(DoubleStream.of(golden.doubles(theirs)).sum(), within(tolerance)));
        }
    }

    private static NclLoss ncl(GoldenCase golden) {
        JsonNode config = golden.config();
        return new NclLoss(
                LossConfig.Ncl.of(
                        config.path("HCM_N").asInt(),
                        config.path("CE_RATIO").asDouble(),
                        config.path("HCM_RATIO").asDouble(),
                        config.path("DIVERSITY_FACTOR").asDouble(),
                        config.path("DIVERSITY_FACTOR_HCM").asDouble()),
                golden.classCounts(),
                new Device(torch.DeviceType.CPU));
    }

    private static NclPlusLoss nclPlus(GoldenCase golden) {
        JsonNode config = golden.config();
        return new NclPlusLoss(
                LossConfig.NclPlus.of(
                        config.path("HCM_N").asInt(),
                        config.path("CE_RATIO").asDouble(),
                        config.path("HCM_RATIO").asDouble(),
                        config.path("DIVERSITY_FACTOR").asDouble()),
                config.path("INTRA_N").asInt(),
                golden.classCounts(),
                new Device(torch.DeviceType.CPU));
    }

    private static void inFloat32(GoldenCase golden, Objective loss, Map<String, String> parts) {
        Tensor[] logits = logits(golden, torch.ScalarType.Float);
        Objective.Value value = loss.forward(torch.stack(new TensorVector(logits), 0), golden.tensor("targets"));
        double total = golden.doubles("total")[0];
        double tolerance = Tolerances.lossFloat32(golden, total);
        assertThat(value.total().item_double()).as("total").isCloseTo(total, within(tolerance));
        parts.forEach((ours, theirs) ->
                assertThat(part(value, ours)).as(ours).isCloseTo(golden.doubles(theirs)[0], within(tolerance)));
        value.total().backward();
        for (int e = 0; e < logits.length; e++) {
            double[] expected = golden.doubles("dlogits." + e);
            assertClose(
                    "gradient of expert " + e,
                    HostArrays.doubles(logits[e].grad()),
                    expected,
                    Tolerances.lossGradient(golden, Tolerances.scale(expected)));
        }
    }

    private static Objective.Value inFloat64(GoldenCase golden, Objective loss, Map<String, String> parts) {
        Tensor[] logits = logits(golden, torch.ScalarType.Double);
        Objective.Value value = loss.forward(torch.stack(new TensorVector(logits), 0), golden.tensor("targets"));
        double total = golden.doubles("total_f64")[0];
        double tolerance = Tolerances.LOSS_FLOAT64 * Math.abs(total);
        assertThat(value.total().item_double()).as("total").isCloseTo(total, within(tolerance));
        parts.forEach((ours, theirs) -> assertThat(part(value, ours))
                .as(ours)
                .isCloseTo(golden.doubles(theirs + "_f64")[0], within(tolerance)));
        return value;
    }

    private static double part(Objective.Value value, String name) {
        return value.parts().get(name).item_double();
    }

    private static Tensor[] logits(GoldenCase golden, torch.ScalarType type) {
        Tensor[] logits = new Tensor[golden.config().path("experts").asInt()];
        for (int e = 0; e < logits.length; e++) {
            logits[e] = golden.tensor("logits." + e).to(type).set_requires_grad(true);
        }
        return logits;
    }
}
