package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The one rule of native memory: a leak here is 4 GB, and flat means within 100 MB. */
class MemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int WARM_UP = 100;
    private static final int ITERATIONS = 2_000;

    /** Elements of float32 that make 2 MB. */
    private static final long ELEMENTS = 1 << 19;

    private static final long FLAT_KB = 100_000;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(Files.exists(STATUS), "skipped: no /proc here");
        Engine.setThreads(Integer.getInteger("ncl4j.threads", 1));
    }

    /** Resident memory without the Java heap, which grows and shrinks as it likes. */
    private static long nativeKilobytes() {
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / 1024;
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) - heap;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no VmRSS in " + STATUS);
    }

    private static void assertFlat(Runnable body) {
        for (int i = 0; i < WARM_UP; i++) {
            body.run();
        }
        long before = nativeKilobytes();
        for (int i = WARM_UP; i < ITERATIONS; i++) {
            body.run();
        }
        assertThat(nativeKilobytes() - before).as("kilobytes gained").isLessThan(FLAT_KB);
    }

    @Test
    void whatAScopeMadeDiesWithIt() {
        assertFlat(() -> {
            try (PointerScope scope = new PointerScope()) {
                torch.ones(ELEMENTS).relu_();
            }
        });
    }

    @Test
    void whatWasKeptLivesUntilItIsReleased() {
        assertFlat(() -> {
            Tensor kept;
            try (PointerScope scope = new PointerScope()) {
                kept = Memory.keep(torch.ones(ELEMENTS));
            }
            try (PointerScope scope = new PointerScope()) {
                assertThat(kept.sum().item_double()).isEqualTo(ELEMENTS);
            }
            Memory.release(kept);
            assertThat(kept.isNull()).isTrue();
        });
    }

    @Test
    void onlyTheResultOfAScopedComputationOutlivesIt() {
        try (PointerScope scope = new PointerScope()) {
            Tensor[] inner = new Tensor[1];
            Tensor result = Memory.scoped(() -> {
                inner[0] = torch.ones(3);
                return inner[0].mul(inner[0]).sum();
            });

            assertThat(inner[0].isNull()).isTrue();
            assertThat(result.item_double()).isEqualTo(3);
        }
    }

    @Test
    void theResultsOfScopedComputationsDieWithTheCallersScope() {
        assertFlat(() -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor given = torch.ones(ELEMENTS);
                assertThat(Memory.scoped(() -> given)).isSameAs(given);
                Memory.scoped(() -> given.add(given).relu_());
            }
        });
    }

    @Test
    void aScopedComputationNeedsACaller() {
        assertThatThrownBy(() -> Memory.scoped(() -> torch.ones(1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("no scope is open");
    }

    @Test
    void copiesFromArraysDieWithTheScope() {
        float[] values = new float[(int) ELEMENTS];
        byte[] bytes = new byte[4 * (int) ELEMENTS];
        assertFlat(() -> {
            try (PointerScope scope = new PointerScope()) {
                assertThat(HostArrays.tensor(values).numel()).isEqualTo(ELEMENTS);
                assertThat(HostArrays.tensor(bytes, 4 * ELEMENTS).numel()).isEqualTo(4 * ELEMENTS);
            }
        });
    }

    @Test
    void copiesToArraysLeaveNothingInTheScopeThatAsked() {
        try (PointerScope scope = new PointerScope()) {
            Tensor doubles = torch.ones(ELEMENTS).to(torch.ScalarType.Double);
            assertFlat(() -> assertThat(HostArrays.floats(doubles)).hasSize((int) ELEMENTS));
        }
    }
}
