package io.github.ncl4j.distributed;

import io.github.ncl4j.torch.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no process waits for one that is dead, stopped or out of reach. Exchanges cannot be interrupted and their
 * errors name no rank, so each process has two threads beside them:
 *
 * <ul>
 *   <li>One counts a number up in the store, a heartbeat, every {@link #BEAT_MILLIS}. In rank 0, which keeps the store, it also
 *       watches the numbers of the others, and when one stands still for too long it leaves a verdict in the store that names the
 *       rank. Whoever finds a verdict says what it says, and ends this process at once.
 *   <li>The other watches the first: where it gets no answer from the store, rank 0 itself is the one that is lost.
 * </ul>
 *
 * <p>Time is counted in the rounds of these threads, so that a process, or a whole machine, that was stopped for a while and goes
 * on does not take the others for dead.
 */
final class Heartbeat implements AutoCloseable {

    static final long BEAT_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final String BEAT = "beat/";
    private static final String SUSPICION = "suspicion";
    private static final String VERDICT = "verdict";

    /** When an exchange has failed already, a process that does not beat for so many rounds is the reason. */
    private static final int SUSPICIOUS_ROUNDS = 6;

    /** Those that are lost at once, as behind one cable, are missed a round or two after each other. */
    private static final int ROUNDS_APART = 2;

    /** How long rank 0 keeps the store for the others to read the verdict. */
    private static final long FAREWELL_MILLIS = 4 * BEAT_MILLIS;

    private final LaunchContract contract;
    private final TCPStore store;
    private final Consumer<String> end;
    private final int patience;
    private final long[] beats;
    private final int[] silentRounds;
    private final Thread heart;
    private final Thread guard;
    private volatile long rounds;
    private volatile long lastTick = System.nanoTime();
    private volatile long pauseNanos;
    private volatile long pauseEnd = lastTick;
    private volatile boolean suspicious;
    private volatile boolean closed;

    /**
     * Starts both threads.
     *
     * @param store a connection for the heartbeat alone, owned from now on
     * @param timeoutSeconds how long a process may be silent
     * @param end ends this process, for a reason; does not return
     */
    Heartbeat(LaunchContract contract, TCPStore store, int timeoutSeconds, Consumer<String> end) {
        this.contract = contract;
        this.store = store;
        this.end = end;
        patience = (int) (TimeUnit.SECONDS.toMillis(timeoutSeconds) / BEAT_MILLIS);
        beats = new long[contract.worldSize()];
        silentRounds = new int[contract.worldSize()];
        heart = daemon(this::beat, "heartbeat");
        guard = daemon(this::guard, "heartbeat-guard");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void beat() {
        try {
            for (long count = 1; !closed; count++) {
                round();
                rounds = count;
                TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.debug("the store failed", e);
                end(lostStore("has closed the connection"));
            }
        }
    }

    private void round() throws InterruptedException {
        try (PointerScope scope = new PointerScope()) {
            store.add(BEAT + contract.rank(), 1);
            if (suspicious) {
                store.add(SUSPICION, 1);
            }
            if (store.check(new StringVector(VERDICT))) {
                pronounce(text(store.get(VERDICT)));
            } else if (contract.rank() == 0) {
                watchOthers(store.add(SUSPICION, 0) > 0);
            }
        }
    }

    private void watchOthers(boolean anySuspicion) throws InterruptedException {
        int limit = anySuspicion ? Math.min(SUSPICIOUS_ROUNDS, patience) : patience;
        for (int rank = 1; rank < beats.length; rank++) {
            long beat = store.add(BEAT + rank, 0);
            silentRounds[rank] = beat == beats[rank] ? silentRounds[rank] + 1 : 0;
            beats[rank] = beat;
            // The last checkpoint is worth more than a process that had nothing left to do.
            if (silentRounds[rank] >= limit - ROUNDS_APART && Rendezvous.isDone(store, rank)) {
                silentRounds[rank] = 0;
            }
        }
        int longest = Arrays.stream(silentRounds).max().orElse(0);
        if (longest >= limit) {
            condemn(lost(
                    IntStream.range(1, silentRounds.length)
                            .filter(rank -> silentRounds[rank] >= limit - ROUNDS_APART)
                            .boxed()
                            .toList(),
                    longest * BEAT_MILLIS / 1000));
        }
    }

    /** What rank 0 says of those that it misses. */
    private static String lost(List<Integer> ranks, long seconds) {
        return Rendezvous.ranks(ranks)
                + (ranks.size() == 1
                        ? " has not been heard from for " + seconds
                                + " s: it was killed or stopped, or its machine cannot be reached"
                        : " have not been heard from for " + seconds
                                + " s: they were killed or stopped, or their machines cannot be reached from rank 0's");
    }

    private void condemn(String reason) throws InterruptedException {
        store.set(VERDICT, bytes(reason));
        pronounce(reason);
    }

    private void pronounce(String reason) throws InterruptedException {
        if (contract.rank() == 0) {
            TimeUnit.MILLISECONDS.sleep(FAREWELL_MILLIS);
        }
        end(reason);
    }

    /** Who was stopped and goes on finds the others gone, and would name them. */
    private void end(String reason) {
        if (closed) {
            return;
        }
        notePause();
        boolean justNow = System.nanoTime() - pauseEnd < patience * TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
        end.accept(
                pauseNanos > 0 && justNow
                        ? reason + ". Before, this process itself was stopped for "
                                + TimeUnit.NANOSECONDS.toSeconds(pauseNanos) + " s, which may be why"
                        : reason);
    }

    /** Called every {@link #BEAT_MILLIS} as long as this process is not stopped. */
    private synchronized void notePause() {
        long now = System.nanoTime();
        if (now - lastTick >= TimeUnit.MILLISECONDS.toNanos(SUSPICIOUS_ROUNDS * BEAT_MILLIS)) {
            pauseNanos = now - lastTick;
            pauseEnd = now;
        }
        lastTick = now;
    }

    private void guard() {
        try {
            long seen = -1;
            int silent = 0;
            while (!closed) {
                TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
                notePause();
                silent = rounds == seen ? silent + 1 : 0;
                seen = rounds;
                if (silent >= patience && !closed) {
                    end(lostStore("has not answered for " + silent * BEAT_MILLIS / 1000 + " s"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String lostStore(String what) {
        return "rank 0, which keeps the store at " + contract.masterAddress() + ":" + contract.masterPort() + ", "
                + what + ": it was killed or stopped, or its machine cannot be reached";
    }

    /**
     * Waits until it is known why an exchange failed, which ends the process; returns if no process seems to be lost.
     */
    void awaitReason() {
        suspicious = true;
        long until = rounds + SUSPICIOUS_ROUNDS + 4;
        try {
            while (!closed && rounds < until) {
                TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS / 5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells all others that this process cannot go on, and why.
     *
     * @param connection to the store, for the calling thread
     */
    static void tell(TCPStore connection, LaunchContract contract, String reason) {
        try (PointerScope scope = new PointerScope()) {
            if (!connection.check(new StringVector(VERDICT))) {
                connection.set(VERDICT, bytes("rank " + contract.rank() + " failed: " + reason));
            }
            if (contract.rank() == 0) {
                TimeUnit.MILLISECONDS.sleep(FAREWELL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("the store is gone, and with it the way to the others", e);
        }
    }

    static ByteVector bytes(String text) {
        return new ByteVector(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteVector bytes) {
        byte[] copy = new byte[(int) bytes.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = bytes.get(i);
        }
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** Stops watching, before the store is left. Does nothing the second time. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Thread thread : Arrays.asList(heart, guard)) {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
        try {
            heart.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!heart.isAlive()) {
            Memory.release(store);
        }
    }
}
