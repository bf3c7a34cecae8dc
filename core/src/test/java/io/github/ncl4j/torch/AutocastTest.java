package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class AutocastTest {

    private static final torch.DeviceType CPU = torch.DeviceType.CPU;

    /** 1 + 2^-8 lies halfway between two neighbours of bfloat16, 1 and 1 + 2^-7, and is rounded to the even one. */
    private static final float BETWEEN = 1 + 0x1p-8f;

    private static Tensor number(float value) {
        return HostArrays.tensor(new float[] {value}).view(1, 1);
    }

    private static double product() {
        return torch.mm(number(BETWEEN), number(1)).item_double();
    }

    /** What a guard has to leave as it was. */
    private static List<Object> state() {
        return List.of(
                torch.is_autocast_enabled(CPU),
                torch.get_autocast_dtype(CPU).intern(),
                torch.is_autocast_cache_enabled());
    }

    @Test
    void productsRoundTheirOperandsWhileItIsOpen() {
        assertThat(product()).isEqualTo(BETWEEN);
        try (Autocast autocast = Autocast.bfloat16(CPU)) {
            assertThat(product()).isEqualTo(1);
            assertThat(number(BETWEEN).add(number(0)).item_double())
                    .as("a sum takes what it gets")
                    .isEqualTo(BETWEEN);
        }
        assertThat(product()).isEqualTo(BETWEEN);
    }

    @Test
    void aWeightAndItsGradientStayInFloat32() {
        Tensor weight = number(BETWEEN).set_requires_grad(true);
        Tensor output;
        try (Autocast autocast = Autocast.bfloat16(CPU)) {
            output = torch.mm(number(3), weight);
        }
        output.to(torch.ScalarType.Float).mul(new Scalar(0.5)).sum().backward();

        assertThat(output.scalar_type().intern()).isEqualTo(torch.ScalarType.BFloat16);
        assertThat(weight.item_float()).isEqualTo(BETWEEN);
        assertThat(weight.grad().scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
        assertThat(weight.grad().item_double()).isEqualTo(1.5);
    }

    @Test
    void closingRestoresWhatWasBefore() {
        List<Object> untouched = state();
        torch.set_autocast_dtype(CPU, torch.ScalarType.Half);
        try {
            List<Object> before = state();
            try (Autocast outer = Autocast.bfloat16(CPU)) {
                List<Object> inside = List.of(true, torch.ScalarType.BFloat16, false);
                assertThat(state()).isEqualTo(inside);
                try (Autocast inner = Autocast.bfloat16(CPU)) {
                    assertThat(state()).isEqualTo(inside);
                }
                assertThat(state()).isEqualTo(inside);
            }
            assertThat(state()).isEqualTo(before).isNotEqualTo(untouched);
        } finally {
            torch.set_autocast_dtype(CPU, (torch.ScalarType) untouched.get(1));
        }
    }

    @Test
    void anExceptionRestoresToo() {
        List<Object> before = state();
        assertThatThrownBy(() -> {
                    try (Autocast autocast = Autocast.bfloat16(CPU)) {
                        torch.mm(number(1), torch.ones(2, 2));
                    }
                })
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("cannot be multiplied");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void otherThreadsComputeAsTheyDid() throws ExecutionException, InterruptedException {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Autocast autocast = Autocast.bfloat16(CPU)) {
            double there = other.submit(() -> {
                        try (PointerScope scope = new PointerScope()) {
                            return product();
                        }
                    })
                    .get();
            assertThat(there).isEqualTo(BETWEEN);
            assertThat(product()).isEqualTo(1);
        } finally {
            other.shutdown();
        }
    }

    @Test
    void aChangedWeightIsCastAnew() {
        Tensor weight = torch.ones(1, 1).set_requires_grad(true); // no view: the engine remembers none
        try (Autocast autocast = Autocast.bfloat16(CPU)) {
            assertThat(torch.mm(number(1), weight).item_double()).isEqualTo(1);
            try (NoGradGuard noGrad = new NoGradGuard()) {
                weight.fill_(new Scalar(5));
            }
            assertThat(torch.mm(number(1), weight).item_double()).isEqualTo(5);
        }
    }

    /** A weight takes 2 MB as bfloat16, and as much again with its gradient: a leak of either would be 120 MB or more. */
    @Test
    void castsDieWithTheScope() {
        steps(5);
        long pointers = Pointer.totalCount();
        long bytes = Pointer.physicalBytes();
        steps(60);

        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
        assertThat(Pointer.physicalBytes() - bytes).isLessThan(100L << 20);
    }

    private static void steps(int count) {
        for (int step = 0; step < count; step++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor weight = torch.ones(1024, 1024).set_requires_grad(true);
                Tensor output;
                try (Autocast autocast = Autocast.bfloat16(CPU)) {
                    output = weight.mm(torch.ones(1024, 1));
                }
                output.sum().backward();
            }
        }
    }

    /** The kernel does not tell of AVX-NE-CONVERT, but no processor has that and lacks AVX-VNNI. */
    @Test
    void isFastWithTheRightInstructions() throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        Assumptions.assumeTrue(Files.exists(processors), "skipped: no /proc here");
        List<String> features = Files.readAllLines(processors).stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Arrays.asList(line.split("\\s+")))
                .orElse(List.of());
        Assumptions.assumeFalse(features.isEmpty(), "skipped: no x86 processor");
        if (features.containsAll(List.of("avx512bw", "avx512dq", "avx512vl"))) {
            assertThat(Autocast.isFast(CPU)).isTrue();
        } else if (!features.contains("avx_vnni")) {
            assertThat(Autocast.isFast(CPU)).isFalse();
        }
        assertThat(Autocast.isFast(torch.DeviceType.CUDA)).isTrue();
    }

    /** What the engine returns is a new object each time, which is not the constant of the same value. */
    @Test
    void asksTheSameOfTheDeviceOfATensor() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Autocast.isFast(torch.ones(1).device().type())).isEqualTo(Autocast.isFast(CPU));
        }
    }
}
