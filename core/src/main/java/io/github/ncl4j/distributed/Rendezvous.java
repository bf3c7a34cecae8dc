package io.github.ncl4j.distributed;

import io.github.ncl4j.torch.Memory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store where the processes find each other: rank 0 keeps it at the master's address, the others connect. Owns this
 * process's connection.
 */
final class Rendezvous implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rendezvous.class);
    private static final String SIZE = "world_size";
    private static final String JOINED = "joined/";
    private static final String ADDRESS = "address/";
    private static final String ALL_DONE = "done";
    private static final String DONE = "done/";
    private static final String LEFT = "left/";
    private static final long POLL_MILLIS = 50;

    /** Between two looks at a store where this rank has been before: its rank 0 may be about to end. */
    private static final long RETRY_MILLIS = 500;

    private final LaunchContract contract;
    private final int timeoutSeconds;
    private final TCPStore store;

    Rendezvous(LaunchContract contract, int timeoutSeconds, TCPStore store) {
        this.contract = contract;
        this.timeoutSeconds = timeoutSeconds;
        this.store = store;
    }

    /**
     * Waits until all processes have come.
     *
     * <p>A process that was started anew may be faster than the end of those that it once trained with, and find their store. It
     * leaves it, and waits for the next.
     *
     * @throws DistributedException if they do not come in time, or two claim the same rank
     */
    static Rendezvous of(LaunchContract contract, int timeoutSeconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        while (true) {
            Rendezvous rendezvous = new Rendezvous(contract, timeoutSeconds, connect(contract, timeoutSeconds, true));
            try {
                if (rendezvous.claim(System.nanoTime() > end)) {
                    rendezvous.join();
                    return rendezvous;
                }
            } catch (DistributedException e) {
                Memory.release(rendezvous.store);
                throw e;
            } catch (RuntimeException e) {
                Memory.release(rendezvous.store);
                throw new DistributedException(
                        "rank " + contract.rank() + " waited for the others, and rank 0, which keeps the store at "
                                + contract.masterAddress() + ":" + contract.masterPort()
                                + ", is gone; what it says is the reason",
                        e);
            }
            Memory.release(rendezvous.store);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
        }
    }

    /**
     * A connection, owned by the caller.
     *
     * @param serving whether rank 0 starts the store with it
     */
    private static TCPStore connect(LaunchContract contract, int timeoutSeconds, boolean serving) {
        boolean server = serving && contract.rank() == 0;
        String where = contract.masterAddress() + ":" + contract.masterPort();
        try (PointerScope scope = new PointerScope()) {
            TCPStoreOptions options = new TCPStoreOptions();
            options.port((short) contract.masterPort()); // 16 bits without sign in C++
            options.isServer(server);
            options.numWorkers(new SizeTPointer(1).put(0, contract.worldSize()));
            options.waitWorkers(false);
            options.timeout(new Milliseconds(1000L * timeoutSeconds));
            return Memory.keep(new TCPStore(contract.masterAddress(), options));
        } catch (RuntimeException e) {
            throw new DistributedException(
                    server
                            ? "rank 0 cannot listen at " + where + " (MASTER_ADDR and MASTER_PORT): perhaps another"
                                    + " process does, or the address is not this machine's"
                            : "rank " + contract.rank() + " found no rank 0 at " + where + " within " + timeoutSeconds
                                    + " s (distributed.timeout_seconds); check MASTER_ADDR, MASTER_PORT and that rank 0"
                                    + " was started",
                    e);
        }
    }

    /**
     * A view of the store with keys of its own, on a connection of its own, for the engine; belongs to the current scope.
     *
     * <p>The engine counts references to a store. One that Java made is not counted, and would be freed twice; a clone is.
     */
    Store store(String prefix) {
        return new PrefixStore(prefix, store.clone()).clone();
    }

    /** The connection of this process's main thread; borrowed. */
    TCPStore store() {
        return store;
    }

    /** A second connection, for a thread of its own, which owns it. */
    TCPStore connection() {
        return connect(contract, timeoutSeconds, false);
    }

    /**
     * Whether this is the first process of its rank in the store.
     *
     * @param last whether it is too late for another try
     */
    boolean claim(boolean last) {
        try {
            // First, because the others read it as soon as they see rank 0 in the store.
            if (contract.rank() == 0) {
                store.add(SIZE, contract.worldSize());
            }
            if (store.add(JOINED + contract.rank(), 1) == 1) {
                return true;
            }
        } catch (RuntimeException e) {
            LOG.debug("the store is gone already", e);
        }
        if (last) {
            throw new DistributedException("two processes have RANK " + contract.rank() + " at "
                    + contract.masterAddress() + ":" + contract.masterPort() + "; each needs its own");
        }
        return false;
    }

    private void join() {
        List<Integer> missing = await(JOINED, timeoutSeconds);
        if (!missing.isEmpty()) {
            throw new DistributedException("rank " + contract.rank() + " waited " + timeoutSeconds
                    + " s (distributed.timeout_seconds) for " + ranks(missing) + " of WORLD_SIZE "
                    + contract.worldSize() + "; were they started, with the same MASTER_ADDR and MASTER_PORT?");
        }
        long size = store.add(SIZE, 0);
        if (size != contract.worldSize()) {
            throw new DistributedException("rank " + contract.rank() + " has WORLD_SIZE " + contract.worldSize()
                    + ", but rank 0 has " + size + "; they must agree");
        }
    }

    /** Waits until every rank has set its key; returns those that have not when the time is over. */
    private List<Integer> await(String prefix, int seconds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Integer> missing = missing(prefix);
        while (!missing.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return missing;
            }
            missing = missing(prefix);
        }
        return missing;
    }

    private List<Integer> missing(String prefix) {
        return IntStream.range(0, contract.worldSize())
                .filter(rank -> !isSet(prefix + rank))
                .boxed()
                .toList();
    }

    private boolean isSet(String key) {
        try (PointerScope scope = new PointerScope()) {
            return store.check(new StringVector(key));
        }
    }

    /** Tells the others an address of this process. */
    void tellAddress(String address) {
        try (PointerScope scope = new PointerScope()) {
            store.set(ADDRESS + contract.rank(), Heartbeat.bytes(address));
        }
    }

    /** The addresses from {@link #tellAddress}, by rank. Waits for all. */
    List<String> addresses() {
        try (PointerScope scope = new PointerScope()) {
            return IntStream.range(0, contract.worldSize())
                    .mapToObj(rank -> Heartbeat.text(store.get(ADDRESS + rank)))
                    .toList();
        }
    }

    /** In words. */
    static String ranks(List<Integer> ranks) {
        return ranks.size() == 1
                ? "rank " + ranks.get(0)
                : "ranks " + ranks.toString().replaceAll("[\\[\\]]", "");
    }

    /**
     * Waits until all processes have called this. There is no time limit: a {@link Heartbeat} beside it ends this process if another is
     * lost before it has called this.
     */
    void part() {
        try {
            store.add(DONE + contract.rank(), 1);
            long done = store.add(ALL_DONE, 1);
            while (done < contract.worldSize()) {
                Thread.sleep(POLL_MILLIS);
                done = store.add(ALL_DONE, 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("the store is gone, and with it all that could be waited for", e);
        }
    }

    /**
     * Whether a process has called {@link #part}: then nobody needs it any more, whatever becomes of it.
     *
     * @param connection to the store, for the calling thread
     */
    static boolean isDone(TCPStore connection, int rank) {
        return connection.add(DONE + rank, 0) > 0;
    }

    /** Leaves the store without a word, and in rank 0 ends it. */
    void abandon() {
        Memory.release(store);
    }

    /** Leaves the store, after {@link #part}; rank 0 keeps it until all others have left, or the time is over. */
    @Override
    public void close() {
        try {
            store.add(LEFT + contract.rank(), 1);
            if (contract.rank() == 0) {
                await(LEFT, timeoutSeconds);
            }
        } catch (RuntimeException e) {
            // Rank 0 is gone already: there is nothing left to leave.
        } finally {
            Memory.release(store);
        }
    }
}
