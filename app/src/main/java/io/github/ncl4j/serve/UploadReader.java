package io.github.ncl4j.serve;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Finds the images in the body of a request: the body itself, or each file of a form ({@code multipart/form-data}). */
public final class UploadReader {

    private static final String EXPECTED =
            "send an image (image/jpeg, image/png, image/webp, image/bmp), or a form with files (multipart/form-data)";

    private final int most;
    private final IntFunction<byte[]> memory;

    /**
     * A reader.
     *
     * @param most images in a request
     */
    public UploadReader(int most) {
        this(most, byte[]::new);
    }

    /**
     * A reader.
     *
     * @param most images in a request
     * @param memory gives an array of a length, for a file
     */
    UploadReader(int most, IntFunction<byte[]> memory) {
        this.most = most;
        this.memory = memory;
    }

    /** The most images in a request. */
    int most() {
        return most;
    }

    /**
     * The images of a body.
     *
     * @param contentType as the client states it; null or {@code application/octet-stream} for an image
     * @return at least one
     * @throws ProblemException 400 for nothing or a broken form, 413 for too many images, 415 for another type, 503 if the files of
     *     a form do not fit into memory beside it
     */
    public List<Upload> read(@Nullable String contentType, byte[] body) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            throw new ProblemException(HttpStatus.BAD_REQUEST_400, "the request has no body; " + EXPECTED);
        }
        if (contentType != null && type.equals("multipart/form-data")) {
            return files(contentType, body);
        }
        if (type.isEmpty() || type.startsWith("image/") || type.equals("application/octet-stream")) {
            return List.of(new Upload(null, body));
        }
        throw new ProblemException(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "the request's body is of type " + type + "; " + EXPECTED);
    }

    private List<Upload> files(String contentType, byte[] body) {
        Files files = new Files();
        MultiPart.Parser parser = new MultiPart.Parser(boundary(contentType), files);
        // One more, so that it is told from a broken form.
        parser.setMaxParts(most + 1L);
        parser.parse(Content.Chunk.from(ByteBuffer.wrap(body), true));
        if (files.error != null) {
            throw files.error;
        }
        if (files.found.size() > most) {
            throw new ProblemException(
                    HttpStatus.PAYLOAD_TOO_LARGE_413,
                    "the form has more than " + most + " files, the limit; send them in several requests");
        }
        if (!files.complete) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST_400, "the form is broken or cut off; it must be as RFC 7578 has it");
        }
        if (files.found.isEmpty()) {
            throw new ProblemException(HttpStatus.BAD_REQUEST_400, "the form has no file; " + EXPECTED);
        }
        try {
            return files.found.stream().map(this::copy).toList();
        } catch (OutOfMemoryError e) {
            throw new ProblemException(Problem.NO_MEMORY);
        }
    }

    /** The names of a header's parameters are in any case. */
    private static String boundary(String contentType) {
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            HttpField.getValueParameters(contentType, parameters);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST_400, "the form's Content-Type cannot be read: " + e.getMessage());
        }
        String boundary = parameters.getOrDefault("boundary", "");
        if (boundary.isEmpty()) {
            throw new ProblemException(HttpStatus.BAD_REQUEST_400, "the form's Content-Type has no boundary");
        }
        return boundary;
    }

    private Upload copy(FileOfForm file) {
        byte[] bytes = memory.apply(
                file.pieces().stream().mapToInt(ByteBuffer::remaining).sum());
        ByteBuffer all = ByteBuffer.wrap(bytes);
        file.pieces().forEach(all::put);
        return new Upload(file.name(), bytes);
    }

    /**
     * A file where it lies in the form.
     *
     * @param pieces views of the form's bytes
     */
    private record FileOfForm(String name, List<ByteBuffer> pieces) {}

    /**
     * Finds the files of a form, and passes over its other fields. The parser ignores exceptions of its listeners, so a file for
     * which there was no memory would arrive empty. Therefore an error is kept here, and thrown at the end.
     */
    private static final class Files extends MultiPart.AbstractPartsListener {

        private final List<FileOfForm> found = new ArrayList<>();
        private List<ByteBuffer> content = new ArrayList<>();
        private @Nullable Error error;
        private boolean complete;

        @Override
        public void onPartHeader(String name, String value) {
            keepingErrors(() -> super.onPartHeader(name, value));
        }

        @Override
        public void onPartContent(Content.Chunk chunk) {
            keepingErrors(() -> content.add(chunk.getByteBuffer().slice()));
        }

        @Override
        public void onPartEnd() {
            keepingErrors(super::onPartEnd);
        }

        @Override
        public void onPart(@Nullable String name, @Nullable String fileName, HttpFields headers) {
            keepingErrors(() -> {
                if (fileName != null) {
                    found.add(new FileOfForm(fileName, content));
                }
                content = new ArrayList<>();
            });
        }

        @Override
        public void onComplete() {
            complete = true;
        }

        @Override
        public void onFailure(Throwable failure) {
            keep(failure);
        }

        private void keepingErrors(Runnable step) {
            try {
                step.run();
            } catch (Error e) {
                keep(e);
                throw e;
            }
        }

        private void keep(Throwable failure) {
            if (failure instanceof Error first && error == null) {
                error = first;
            }
        }
    }
}
