package io.github.ncl4j.train;

import static io.github.ncl4j.golden.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.Tolerances;
import io.github.ncl4j.loss.InfoNceLoss;
import io.github.ncl4j.model.KeyQueue;
import io.github.ncl4j.model.UnitLength;
import io.github.ncl4j.model.Weights;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** InfoNCE over several steps with the queues of several experts: loss, gradient of the queries, queues and pointers. */
@Tag("golden")
@ExtendWith(EngineScope.class)
class ContrastiveGoldenTest {

    @TestFactory
    Stream<DynamicTest> contrast() {
        return GoldenFolder.tests("loss_contrastive_*.json", ContrastiveGoldenTest::check);
    }

    private static void check(Path file) {
        try (GoldenCase golden = new GoldenCase(file);
                PointerScope scope = new PointerScope();
                Weights weights = new Weights(new Device(torch.DeviceType.CPU))) {
            Steps steps = new Steps(golden, new ArrayList<>());
            for (int e = 0; e < golden.config().path("experts").asInt(); e++) {
                steps.queues().add(queue(golden, weights.child("MOCO." + e), e));
            }
            for (int step = 0; step < golden.config().path("steps").asInt(); step++) {
                steps.inFloat64(step);
                steps.run(step);
                for (int e = 0; e < steps.queues().size(); e++) {
                    double[] pointer = HostArrays.doubles(weights.buffers().get("MOCO." + e + ".queue_ptr"));
                    assertThat(pointer).as("pointer").containsExactly(golden.doubles("queue_ptr." + step));
                }
            }
            for (int e = 0; e < steps.queues().size(); e++) {
                double[] keys = HostArrays.doubles(steps.queues().get(e).keys());
                assertClose("queue", keys, golden.doubles("queue_end." + e), Tolerances.QUEUE);
            }
        }
    }

    private static KeyQueue queue(GoldenCase golden, Weights weights, int expert) {
        KeyQueue queue = new KeyQueue(
                weights,
                golden.config().path("MOCO_DIM").asInt(),
                golden.config().path("MOCO_K").asInt());
        queue.keys().copy_(golden.tensor("queue0." + expert));
        weights.buffers().get("MOCO." + expert + ".queue_ptr").fill_(new Scalar(golden.longs("queue_ptr0")[0]));
        return queue;
    }

    private record Steps(GoldenCase golden, List<KeyQueue> queues) {

        void run(int step) {
            List<Tensor> queries = new ArrayList<>();
            Tensor loss = loss(step, torch.ScalarType.Float, queries);
            double expected = golden.doubles("loss." + step)[0];
            assertThat(loss.item_double())
                    .as("loss of step %d", step)
                    .isCloseTo(expected, within(Tolerances.CONTRASTIVE * expected));
            loss.backward();
            for (int e = 0; e < queues.size(); e++) {
                double[] gradient = golden.doubles("dq." + step + "." + e);
                assertClose(
                        "gradient of step " + step,
                        HostArrays.doubles(queries.get(e).grad()),
                        gradient,
                        Tolerances.lossGradient(golden, Tolerances.scale(gradient)));
                queues.get(e).push(UnitLength.rows(golden.tensor("k." + step + "." + e)));
            }
        }

        void inFloat64(int step) {
            double expected = golden.doubles("loss_f64." + step)[0];
            assertThat(loss(step, torch.ScalarType.Double, new ArrayList<>()).item_double())
                    .as("loss of step %d in float64", step)
                    .isCloseTo(expected, within(Tolerances.LOSS_FLOAT64 * expected));
        }

        private Tensor loss(int step, torch.ScalarType type, List<Tensor> queries) {
            InfoNceLoss infoNce = new InfoNceLoss(golden.config().path("MOCO_T").asDouble());
            Tensor sum = torch.zeros(1).to(type);
            for (int e = 0; e < queues.size(); e++) {
                Tensor query = golden.tensor("q." + step + "." + e).to(type).set_requires_grad(true);
                Tensor key = golden.tensor("k." + step + "." + e).to(type);
                queries.add(query);
                sum = sum.add(infoNce.forward(
                        UnitLength.rows(query),
                        UnitLength.rows(key),
                        queues.get(e).keys().to(type)));
            }
            return sum.mul(new Scalar(golden.config().path("CON_RATIO").asDouble()));
        }
    }
}
