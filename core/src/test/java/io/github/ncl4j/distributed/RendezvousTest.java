package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.testkit.RankProcesses;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rank 1 of two, which comes to the store of a rank 0 that is about to end. */
@Timeout(120)
class RendezvousTest {

    private static final int TIMEOUT_SECONDS = 30;

    /** Long enough for a busy machine, on which a heart may miss a beat. */
    private static final int SILENCE_SECONDS = 3;

    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private LaunchContract first;
    private LaunchContract second;
    private TCPStore old;

    @BeforeEach
    void keepsAStore() throws IOException {
        Engine.start();
        int port = RankProcesses.freePort();
        first = new LaunchContract(0, 0, 2, 2, "127.0.0.1", port);
        second = new LaunchContract(1, 1, 2, 2, "127.0.0.1", port);
        try (PointerScope scope = new PointerScope()) {
            TCPStoreOptions options = new TCPStoreOptions();
            options.port((short) port);
            options.isServer(true);
            options.waitWorkers(false);
            old = Memory.keep(new TCPStore("127.0.0.1", options));
        }
    }

    @AfterEach
    void stops() {
        other.shutdownNow();
    }

    private long claims() throws InterruptedException {
        Thread.sleep(10);
        return old.add("joined/1", 0);
    }

    @Test
    void whoWasThereBeforeWaitsForTheNextRank0() throws Exception {
        old.add("joined/1", 1);
        Future<?> joined =
                other.submit(() -> Rendezvous.of(second, TIMEOUT_SECONDS).close());
        while (claims() < 2) {
            assertThat(joined.isDone()).isFalse();
        }
        Memory.release(old);

        Rendezvous.of(first, TIMEOUT_SECONDS).close();

        joined.get();
    }

    /** The others read the size as soon as they see rank 0, which may be slow to go on. */
    @Test
    void rank0TellsTheSizeBeforeItIsSeen() {
        List<String> keys = new ArrayList<>();
        try (TCPStoreOptions options = new TCPStoreOptions()) {
            options.port((short) first.masterPort());
            try (TCPStore recording = new TCPStore("127.0.0.1", options) {
                @Override
                public long add(String key, long value) {
                    keys.add(key);
                    return super.add(key, value);
                }
            }) {
                assertThat(new Rendezvous(first, TIMEOUT_SECONDS, recording).claim(true))
                        .isTrue();
            }
        }
        Memory.release(old);
        assertThat(keys).containsExactly("world_size", "joined/0");
    }

    /** Rank 1 has nothing left to do and is killed, and rank 0 writes for longer than a process may be silent. */
    @Test
    void ranksPartOnlyWhenAllAreDone() throws Exception {
        Memory.release(old);
        Queue<String> verdicts = new ConcurrentLinkedQueue<>();
        CompletableFuture<Heartbeat> killed = new CompletableFuture<>();
        Future<?> parted = other.submit(() -> {
            Rendezvous own = Rendezvous.of(second, TIMEOUT_SECONDS);
            try (own;
                    Heartbeat watch = new Heartbeat(second, own.connection(), SILENCE_SECONDS, verdicts::add)) {
                killed.complete(watch);
                own.part();
            }
        });
        Rendezvous own = Rendezvous.of(first, TIMEOUT_SECONDS);
        try (own;
                Heartbeat watch = new Heartbeat(first, own.connection(), SILENCE_SECONDS, verdicts::add)) {
            while (!Rendezvous.isDone(own.store(), 1)) {
                assertThat(parted.isDone()).isFalse();
                Thread.sleep(10);
            }
            killed.get().close();
            TimeUnit.SECONDS.sleep(SILENCE_SECONDS + 1);

            assertThat(parted.isDone()).isFalse();
            own.part();
        }
        parted.get();
        assertThat(verdicts).isEmpty();
    }

    @Test
    void aRank0ThatGivesUpIsNamed() throws Exception {
        Future<?> joined = other.submit(() -> Rendezvous.of(second, TIMEOUT_SECONDS));
        while (claims() < 1) {
            assertThat(joined.isDone()).isFalse();
        }
        Memory.release(old);

        assertThatThrownBy(joined::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(DistributedException.class)
                .hasMessage("rank 1 waited for the others, and rank 0, which keeps the store at 127.0.0.1:"
                        + first.masterPort() + ", is gone; what it says is the reason");
    }
}
