package io.github.ncl4j.data;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
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

    /** The part of {@code turbojpeg.h} that is needed; there since version 2.0 of 2018. */
    interface Functions extends Library {
        @Nullable
        Pointer tjInitDecompress();

        int tjDecompress2(
                Pointer handle,
                byte[] jpeg,
                NativeLong size,
                byte[] output,
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

    /** The library of this system, or null if it has none that can be used. */
    static @Nullable TurboJpeg find() {
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
    public byte[] decode(byte[] file, JpegHeader header) throws IOException {
        boolean ink = header.colors().components() == 4;
        int pitch = (ink ? 4 : 3) * header.width();
        byte[] samples = new byte[Math.multiplyExact(pitch, header.height())];
        decompress(file, header, samples, pitch, ink ? FORMAT_CMYK : FORMAT_RGB);
        return ink ? JpegColors.CMYK.toRgb(samples) : samples;
    }

    private void decompress(byte[] file, JpegHeader header, byte[] samples, int pitch, int format) throws IOException {
        Pointer handle = functions.tjInitDecompress();
        if (handle == null) {
            throw new IOException("libjpeg-turbo gave no decompressor");
        }
        try {
            int result = functions.tjDecompress2(
                    handle,
                    file,
                    new NativeLong(file.length),
                    samples,
                    header.width(),
                    pitch,
                    header.height(),
                    format,
                    FLAG_ACCURATE_DCT);
            if (result != 0 && functions.tjGetErrorCode(handle) != ERROR_WARNING) {
                throw new IOException(functions.tjGetErrorStr2(handle));
            }
        } finally {
            functions.tjDestroy(handle);
        }
    }
}
