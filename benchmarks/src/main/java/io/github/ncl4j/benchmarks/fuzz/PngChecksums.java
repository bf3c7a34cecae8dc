package io.github.ncl4j.benchmarks.fuzz;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Makes the checksums of a broken PNG right again, so that a decoder reads on. */
final class PngChecksums {

    private static final int SIGNATURE = 8;
    private static final int AROUND = 12;

    private PngChecksums() {}

    /** Corrects the checksums of a copy, as far as its chunks can be followed. */
    static byte[] repaired(byte[] png) {
        byte[] repaired = png.clone();
        ByteBuffer buffer = ByteBuffer.wrap(repaired);
        for (int at = SIGNATURE; at + AROUND <= repaired.length; ) {
            int length = buffer.getInt(at);
            if (length < 0 || length > repaired.length - at - AROUND) {
                break;
            }
            CRC32 checksum = new CRC32();
            checksum.update(repaired, at + 4, length + 4);
            buffer.putInt(at + 8 + length, (int) checksum.getValue());
            at += AROUND + length;
        }
        return repaired;
    }
}
