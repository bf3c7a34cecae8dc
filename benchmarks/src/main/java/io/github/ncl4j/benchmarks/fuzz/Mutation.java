package io.github.ncl4j.benchmarks.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks a file in a few places: bits, numbers, lengths, pieces left out, doubled, moved or taken from another file. */
final class Mutation {

    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_PIECE = 200;
    private static final int MOST_REPEATS = 300;
    private static final int LARGEST = 1 << 20;
    private static final long[] NUMBERS = {
        0, 1, -1, 2, 127, 128, 255, 256, 32767, 65535, 65536, Integer.MAX_VALUE, 1L << 31, 1L << 32, Long.MAX_VALUE
    };

    private final List<byte[]> seeds;
    private final Random random;

    Mutation(List<byte[]> seeds, Random random) {
        this.seeds = seeds;
        this.random = random;
    }

    /** A file that one of the seeds has become. */
    byte[] next() {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        int changes = 1 + random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes = change(bytes);
        }
        return bytes.length > LARGEST ? Arrays.copyOf(bytes, LARGEST) : bytes;
    }

    private byte[] change(byte[] bytes) {
        int at = place(bytes.length);
        switch (random.nextInt(10)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1, 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3, 4 -> number(bytes, at);
            case 5 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 6 -> {
                return spliced(bytes, at, new byte[0], piece(bytes.length, at));
            }
            case 7 -> {
                byte[] piece = Arrays.copyOfRange(bytes, at, at + piece(bytes.length, at));
                return spliced(bytes, at, repeated(piece), 0);
            }
            case 8 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = place(other.length);
                byte[] piece = Arrays.copyOfRange(other, from, from + piece(other.length, from));
                return spliced(bytes, at, piece, random.nextBoolean() ? piece(bytes.length, at) : 0);
            }
            default -> {
                byte[] noise = new byte[1 + random.nextInt(8)];
                random.nextBytes(noise);
                return spliced(bytes, at, noise, 0);
            }
        }
        return bytes;
    }

    /** Half of the changes are near the beginning, where headers are. */
    private int place(int length) {
        return random.nextInt(random.nextBoolean() ? length : Math.min(length, 2 * LONGEST_PIECE));
    }

    private int piece(int length, int at) {
        return 1 + random.nextInt(Math.min(LONGEST_PIECE, length - at));
    }

    private void number(byte[] bytes, int at) {
        long value = NUMBERS[random.nextInt(NUMBERS.length)];
        int width = Math.min(1 << random.nextInt(4), bytes.length - at);
        boolean bigEndian = random.nextBoolean();
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (8 * (bigEndian ? width - 1 - i : i)));
        }
    }

    private byte[] repeated(byte[] piece) {
        int times = random.nextInt(4) == 0 ? 1 + random.nextInt(MOST_REPEATS) : 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] added, int removed) {
        byte[] result = Arrays.copyOf(bytes, bytes.length + added.length - removed);
        System.arraycopy(added, 0, result, at, added.length);
        System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
        return result;
    }
}
