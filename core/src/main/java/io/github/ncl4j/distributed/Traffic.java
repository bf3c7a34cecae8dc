package io.github.ncl4j.distributed;

/**
 * What a process has exchanged over one communicator since that was made.
 *
 * @param exchanges how many there were, barriers among them
 * @param bytes of the tensors that this process gave
 * @param waitedNanos for how long, in nanoseconds, the calling thread stood still: all of an exchange that blocks, and of one that was
 *     started and left to itself only what was still to come when its end was waited for
 */
public record Traffic(long exchanges, long bytes, long waitedNanos) {

    /** What has come since an earlier look at the same communicator. */
    public Traffic since(Traffic earlier) {
        return new Traffic(exchanges - earlier.exchanges, bytes - earlier.bytes, waitedNanos - earlier.waitedNanos);
    }
}
