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
                Pointer jpeg,
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
        int channels = ink ? 4 : 3;
        int length = Math.multiplyExact(channels * wanted.width(), wanted.height());
        byte[] samples = ink ? new byte[length] : PixelArrays.samplesAtLeast(length);
        decompress(file, header, wanted, ink ? FORMAT_CMYK : FORMAT_RGB, channels, samples);
        return ImagePart.all(
                ink
                        ? new RgbImage(wanted.width(), wanted.height(), JpegColors.CMYK.toRgb(samples))
                        : RgbImage.within(wanted.width(), wanted.height(), samples));
    }

    /** From and to native memory: JNA would copy an array there and back. Decodes no row that is not needed. */
    private void decompress(byte[] file, JpegHeader header, Window wanted, int format, int channels, byte[] samples)
            throws IOException {
        int pitch = channels * header.width();
        int height = header.frame().heightWith(wanted.top() + wanted.height());
        int length = Math.multiplyExact(pitch, height);
        Pointer handle = functions.tjInitDecompress();
        if (handle == null) {
            throw new IOException("libjpeg-turbo gave no decompressor");
        }
        try (Memory output = new Memory(length);
                Memory input = new Memory(file.length)) {
            header.frame().write(file, height, input.getByteBuffer(0, file.length));
            output.setMemory(length - pitch, pitch, UNTOUCHED);
            int result = functions.tjDecompress2(
                    handle,
                    input,
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
            cut(output, pitch, wanted, channels, samples);
        } finally {
            functions.tjDestroy(handle);
        }
    }

    private static void cut(Memory output, int pitch, Window wanted, int channels, byte[] samples) {
        ByteBuffer decoded = output.getByteBuffer(0, output.size());
        int length = channels * wanted.width();
        int from = wanted.top() * pitch + channels * wanted.left();
        for (int row = 0; row < wanted.height(); row++) {
            decoded.get(from, samples, row * length, length);
            from += pitch;
        }
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
