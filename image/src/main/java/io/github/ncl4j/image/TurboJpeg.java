package io.github.ncl4j.image;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The system's libjpeg-turbo, through its TurboJPEG interface. With the accurate inverse DCT and the smooth upsampling that
 * it does unless told otherwise, it gives what OpenCV and Pillow give, to the bit: they call the same library so.
 *
 * <p>Every call has a decompressor of its own and frees it; nothing native outlives a call.
 */
final class TurboJpeg implements JpegDecoder {

    private static final String LIBRARY = "turbojpeg";
    private static final int FORMAT_RGB = 0;
    private static final int FORMAT_CMYK = 11;
    private static final int FLAG_ACCURATE_DCT = 4096;
    private static final int ERROR_WARNING = 0;

    /** What the last row holds until it is decoded: not the grey or black of missing data. */
    private static final byte UNTOUCHED = (byte) 0xa5;

    /** The part of {@code turbojpeg.h} that is needed; there since version 2.0 of 2018. */
    interface Functions extends Library {
        @Nullable
        Pointer tjInitDecompress();

        int tjDecompress2(
                Pointer handle,
                byte[] jpeg,
                NativeLong size,
                Pointer output,
                int width,
                int pitch,
                int height,
                int format,
                int flags);

        int tjGetErrorCode(Pointer handle);

        String tjGetErrorStr2(Pointer handle);

        int tjDestroy(Pointer handle);
    }

    private final Functions functions;
    private final String name;

    private TurboJpeg(Functions functions, String name) {
        this.functions = functions;
        this.name = name;
    }

    /** Looked up once, and not before it is wanted: that takes a tenth of a second. */
    private static final class OfThisSystem {
        static final @Nullable TurboJpeg LIBRARY = find();
    }

    /** The library of this system, or null if it has none that can be used. */
    static @Nullable TurboJpeg ofThisSystem() {
        return OfThisSystem.LIBRARY;
    }

    private static @Nullable TurboJpeg find() {
        try {
            NativeLibrary library = NativeLibrary.getInstance(LIBRARY);
            library.getFunction("tjGetErrorCode"); // of the functions, the one that came last
            return new TurboJpeg(Native.load(LIBRARY, Functions.class), "libjpeg-turbo (" + library.getFile() + ")");
        } catch (LinkageError e) {
            return null;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ImagePart decode(byte[] file, JpegHeader header, Window wanted) throws IOException {
        boolean ink = header.colors().components() == 4;
        byte[] samples = decompress(file, header, wanted, ink ? FORMAT_CMYK : FORMAT_RGB, ink ? 4 : 3);
        byte[] rgb = ink ? JpegColors.CMYK.toRgb(samples) : samples;
        return ImagePart.all(new RgbImage(wanted.width(), wanted.height(), rgb));
    }

    /** Into native memory first: JNA would copy an array there and back. Decodes no row that is not needed. */
    private byte[] decompress(byte[] file, JpegHeader header, Window wanted, int format, int channels)
            throws IOException {
        int pitch = channels * header.width();
        int height = header.frame().heightWith(wanted.top() + wanted.height());
        int length = Math.multiplyExact(pitch, height);
        Pointer handle = functions.tjInitDecompress();
        if (handle == null) {
            throw new IOException("libjpeg-turbo gave no decompressor");
        }
        try (Memory output = new Memory(length)) {
            output.setMemory(length - pitch, pitch, UNTOUCHED);
            int result = functions.tjDecompress2(
                    handle,
                    header.frame().withHeight(file, height),
                    new NativeLong(file.length),
                    output,
                    header.width(),
                    pitch,
                    height,
                    format,
                    FLAG_ACCURATE_DCT);
            // An error that follows a warning passes for a warning, but for the rows that are missing.
            if (result != 0
                    && (functions.tjGetErrorCode(handle) != ERROR_WARNING
                            || isUntouched(output.getByteArray(length - pitch, pitch)))) {
                throw new IOException(functions.tjGetErrorStr2(handle));
            }
            return cut(output, pitch, wanted, channels);
        } finally {
            functions.tjDestroy(handle);
        }
    }

    private static byte[] cut(Memory output, int pitch, Window wanted, int channels) {
        ByteBuffer decoded = output.getByteBuffer(0, output.size());
        int length = channels * wanted.width();
        byte[] samples = new byte[length * wanted.height()];
        int from = wanted.top() * pitch + channels * wanted.left();
        for (int to = 0; to < samples.length; to += length) {
            decoded.get(from, samples, to, length);
            from += pitch;
        }
        return samples;
    }

    private static boolean isUntouched(byte[] row) {
        for (byte sample : row) {
            if (sample != UNTOUCHED) {
                return false;
            }
        }
        return true;
    }
}
