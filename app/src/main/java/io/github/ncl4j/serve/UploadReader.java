package io.github.ncl4j.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Finds the images in the body of a request: the body itself, or each file of a form ({@code multipart/form-data}). */
final class UploadReader {

    private static final String EXPECTED =
            "send an image (image/jpeg, image/png, image/webp, image/bmp), or a form with files (multipart/form-data)";

    private final int most;

    /**
     * A reader.
     *
     * @param most images in a request
     */
    UploadReader(int most) {
        this.most = most;
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
     * @throws ProblemException 400 for nothing or a broken form, 413 for too many images, 415 for another type
     */
    List<Upload> read(@Nullable String contentType, byte[] body) {
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
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null || boundary.isEmpty()) {
            throw new ProblemException(HttpStatus.BAD_REQUEST_400, "the form's Content-Type has no boundary");
        }
        Files files = new Files();
        MultiPart.Parser parser = new MultiPart.Parser(boundary, files);
        // One more, so that it is told from a broken form.
        parser.setMaxParts(most + 1L);
        parser.parse(Content.Chunk.from(ByteBuffer.wrap(body), true));
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
        return files.found;
    }

    /** Collects the files of a form, and passes over its other fields. */
    private static final class Files extends MultiPart.AbstractPartsListener {

        private final List<Upload> found = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean complete;

        @Override
        public void onPartContent(Content.Chunk chunk) {
            ByteBuffer bytes = chunk.getByteBuffer();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            content.write(copy, 0, copy.length);
        }

        @Override
        public void onPart(@Nullable String name, @Nullable String fileName, HttpFields headers) {
            if (fileName != null) {
                found.add(new Upload(fileName, content.toByteArray()));
            }
            content.reset();
        }

        @Override
        public void onComplete() {
            complete = true;
        }
    }
}
