package io.github.ncl4j.distributed;

import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.Memory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.ProcessGroup;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All processes that train together, as one of them sees them. Owns the connection to the store through which they found each
 * other, and the communicators over which they exchange tensors: Gloo on the CPU, NCCL on GPUs.
 */
public final class World implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(World.class);

    /** The exit code of a run that failed. */
    private static final int FAILED = 1;

    private final LaunchContract contract;
    private final DistributedConfig config;
    private final @Nullable Rendezvous rendezvous;
    private final @Nullable GlooNetwork network;
    private final Deque<Communicator> communicators = new ArrayDeque<>();
    private final @Nullable Communicator control;
    private final @Nullable Heartbeat watch;

    private boolean abandoned;

    private World(
            LaunchContract contract,
            DistributedConfig config,
            @Nullable Rendezvous rendezvous,
            Map<String, String> environment) {
        this.contract = contract;
        this.config = config;
        this.rendezvous = rendezvous;
        network = rendezvous == null ? null : new GlooNetwork(contract, environment, rendezvous);
        watch = rendezvous == null
                ? null
                : new Heartbeat(contract, rendezvous.connection(), config.timeoutSeconds(), World::end);
        control = rendezvous == null ? null : create("control", false);
    }

    /** The world of a process that trains alone. Nothing of it needs to be closed. */
    public static World alone() {
        return new World(LaunchContract.ALONE, Defaults.of(DistributedConfig.class), null, Map.of());
    }

    /**
     * Waits for all processes of the contract, and connects them. Of a single process it is {@link #alone}.
     *
     * @param environment for {@code GLOO_SOCKET_IFNAME}, the network interface to use
     * @throws DistributedException if they do not meet in time; the message names those who are missing
     */
    public static World join(LaunchContract contract, DistributedConfig config, Map<String, String> environment) {
        if (contract.isAlone()) {
            return alone();
        }
        Engine.start();
        Rendezvous rendezvous = Rendezvous.of(contract, config.timeoutSeconds());
        try {
            return new World(contract, config, rendezvous, environment);
        } catch (RuntimeException e) {
            rendezvous.close();
            throw e;
        }
    }

    /** The place of this process. */
    public LaunchContract contract() {
        return contract;
    }

    /** Whether no other process takes part. */
    public boolean isAlone() {
        return contract.isAlone();
    }

    /** Whether this is rank 0, which alone writes and decides. */
    public boolean isFirst() {
        return contract.rank() == 0;
    }

    /**
     * The communicator for what is on the CPU anyway: numbers, decisions.
     *
     * @throws IllegalStateException if this process trains alone
     */
    public Communicator control() {
        if (control == null) {
            throw new IllegalStateException("a process alone has nobody to talk to");
        }
        return control;
    }

    /**
     * Connects all processes once more, for exchanges that do not wait for those of other communicators. An exchange itself.
     *
     * @param name of its own, the same in all processes
     * @param device of the tensors that it will exchange
     * @return owned by this world
     */
    public Communicator communicator(String name, Device device) {
        return create(name, device.is_cuda());
    }

    /** The bytes that rank 0 has; the others' are ignored. An exchange. */
    public byte[] fromFirst(byte[] bytes) {
        long[] numbers = new long[isFirst() ? bytes.length : 0];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bytes[i];
        }
        long[] received = control().gather(numbers).get(0);
        byte[] result = new byte[received.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) received[i];
        }
        return result;
    }

    private Communicator create(String name, boolean cuda) {
        int rank = contract.rank();
        int size = contract.worldSize();
        try (PointerScope scope = new PointerScope()) {
            Store store = Objects.requireNonNull(rendezvous).store(name);
            Backend backend = cuda ? nccl(store) : gloo(store);
            ProcessGroup.BackendType type = cuda ? ProcessGroup.BackendType.NCCL : ProcessGroup.BackendType.GLOO;
            ProcessGroup group = new ProcessGroup(rank, size);
            group.setBackend(cuda ? torch.DeviceType.CUDA : torch.DeviceType.CPU, type, new BackendOptional(backend));
            group.setDefaultBackend(type);
            Communicator communicator =
                    new Communicator(rank, size, Memory.keep(backend), Memory.keep(group), this::explained);
            communicators.push(communicator);
            return communicator;
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    private Backend gloo(Store store) {
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(timeout());
        options.devices(Objects.requireNonNull(network).devices());
        return NativeOutput.toStandardError(
                () -> new ProcessGroupGloo(store, contract.rank(), contract.worldSize(), options));
    }

    private Backend nccl(Store store) {
        ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
        options.timeout(timeout());
        return new ProcessGroupNCCL(store, contract.rank(), contract.worldSize(), options);
    }

    private Milliseconds timeout() {
        return new Milliseconds(1000L * config.collectiveTimeoutSeconds());
    }

    /** Ends the process where it stands: its other threads may wait in the engine for what never comes. */
    private static void end(String reason) {
        LOG.error("{}; this process ends too. Resume from the last checkpoint", reason);
        Runtime.getRuntime().halt(FAILED);
    }

    /**
     * Tells the other processes that this one has failed, so that they end too, with the reason. From here on nothing else ends this
     * process: it reports its failure itself.
     *
     * @param failure whose message says why
     */
    public void abandon(Throwable failure) {
        if (rendezvous != null && watch != null) {
            // Or its heartbeat would read what it told, and end it before it has reported its failure.
            watch.close();
            Heartbeat.tell(rendezvous.store(), contract, firstLine(failure));
            abandoned = true;
        }
    }

    private RuntimeException explained(RuntimeException failure) {
        if (watch != null) {
            watch.awaitReason();
        }
        return new DistributedException(
                "rank " + contract.rank() + ": an exchange with the other processes failed: " + firstLine(failure),
                failure);
    }

    /** The engine's messages go on with its own call stack. */
    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * Leaves once all processes are at this point, however long one of them takes, for example rank 0 to write the last checkpoint:
     * until then each keeps its heartbeat, so that none takes another for lost. After {@link #abandon} it does not wait.
     *
     * <p>The communicators are freed first, so that a process that fails without {@link #abandon} breaks the exchange in which the
     * others wait for it.
     */
    @Override
    public void close() {
        while (!communicators.isEmpty()) {
            communicators.pop().close();
        }
        if (rendezvous != null && !abandoned) {
            rendezvous.part();
        }
        if (watch != null) {
            watch.close();
        }
        if (rendezvous != null) {
            if (abandoned) {
                rendezvous.abandon();
            } else {
                rendezvous.close();
            }
        }
    }
}
