package io.github.ncl4j.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write in a folder: a lock of the operating system on the file {@code run.lock} in it, which ends with the process,
 * however that ends, so that the file itself means nothing. What it says of the holder is for messages.
 */
final class RunLock implements AutoCloseable {

    /** The file, which stays after the run: a run makes it before any other. */
    static final String NAME = "run.lock";

    private static final int SHOWN = 200;

    /**
     * The folders that this process has locked. They must be known before the file is opened: locks of POSIX belong to the
     * process, and closing a second channel on the file would give up the lock of the first.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock.
     *
     * @param folder exists
     * @throws TrainingException if this or another process has it; the message names the holder
     */
    static RunLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            throw refusal(folder, "this process");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    real.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw refusal(folder, holder(channel));
            }
            sign(channel);
            return new RunLock(real, channel, lock);
        } catch (IOException | RuntimeException e) {
            HELD.remove(real);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static TrainingException refusal(Path folder, String holder) {
        return new TrainingException(
                folder + ": " + holder + " is training in this folder; wait for it, or train in another one",
                null,
                List.of(TrainingException.Remedy.OTHER_FOLDER));
    }

    /** The text of the holder, made fit for a message. */
    private static String holder(FileChannel channel) {
        ByteBuffer bytes = ByteBuffer.allocate(SHOWN);
        try {
            channel.read(bytes, 0);
        } catch (IOException e) {
            return "another process"; // Windows lets nobody read what is locked
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        String shown = text.strip().replaceAll("\\p{Cntrl}", "?");
        return shown.isEmpty() ? "another process" : shown;
    }

    private static void sign(FileChannel channel) throws IOException {
        String text = "process " + ProcessHandle.current().pid() + " on host " + host() + " (since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** The name of this machine. */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Gives up the lock. */
    @Override
    public void close() throws IOException {
        try (channel) {
            lock.release();
        } finally {
            HELD.remove(folder);
        }
    }
}
