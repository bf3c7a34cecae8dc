package io.github.ncl4j.app;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.file.OutputFile;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.model.Expert;
import io.github.ncl4j.torch.SafetensorsRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Features as a safetensors file with the tensor {@code embeddings}, N x D float32, and beside it a JSON file with the names of
 * the N images. Both are written as the images come, and put in their places together.
 */
final class EmbeddingFile implements EmbeddingOutput {

    /** What its name ends in. */
    static final String SUFFIX = ".safetensors";

    private final Path place;
    private final NewContents contents;
    private final SafetensorsRows rows;
    private final JsonGenerator names;
    private long images;

    private EmbeddingFile(Path place, NewContents contents, SafetensorsRows rows, JsonGenerator names) {
        this.place = place;
        this.contents = contents;
        this.rows = rows;
        this.names = names;
    }

    /** Whether a file may be called so. */
    static boolean isName(Path file) {
        return file.getFileName() != null && file.getFileName().toString().endsWith(SUFFIX);
    }

    /**
     * Begins the two files.
     *
     * @param place of the first; the second is called like it, with {@code .json}
     * @param config of the model
     * @param expert the number of the one whose features they are, from 1; null for those of all
     * @throws IllegalArgumentException if one of them is there already
     */
    static EmbeddingFile at(Path place, ExperimentConfig config, @Nullable Integer expert) throws IOException {
        Path folder = Objects.requireNonNull(place.toAbsolutePath().normalize().getParent());
        String name = Objects.requireNonNull(place.getFileName()).toString();
        String namesFile = name.substring(0, name.length() - SUFFIX.length()) + ".json";
        int columns = Expert.featureLength(config.model())
                * (expert == null ? config.model().experts() : 1);
        String experts = expert == null ? "all" : expert.toString();
        NewContents contents = NewContents.in(folder, List.of(name, namesFile));
        try {
            SafetensorsRows rows = new SafetensorsRows(
                    contents.draft().resolve(name),
                    "embeddings",
                    columns,
                    Map.of("experiment", config.name(), "expert", experts));
            JsonGenerator names = new JsonMapper()
                    .createGenerator(OutputFile.open(contents.draft().resolve(namesFile)), JsonEncoding.UTF8);
            names.writeStartObject();
            names.writeStringField("embeddings", name);
            names.writeStringField("experiment", config.name());
            names.writeStringField("expert", experts);
            names.writeArrayFieldStart("images");
            return new EmbeddingFile(place, contents, rows, names);
        } catch (IOException | RuntimeException e) {
            contents.close();
            throw e;
        }
    }

    @Override
    public void add(String image, float[] embedding) throws IOException {
        rows.add(embedding);
        names.writeString(image);
        images++;
    }

    /** The log has it, and no row is its. */
    @Override
    public void addFailure(String image, String message) {}

    /**
     * Puts both files in their places.
     *
     * @throws DataException if there was no image
     */
    @Override
    public void finish() throws IOException {
        if (images == 0) {
            throw new DataException(place + ": is not written, as no image could be read");
        }
        rows.finish();
        names.writeEndArray();
        names.writeEndObject();
        names.close();
        contents.finish();
    }

    @Override
    public void close() throws IOException {
        try (contents;
                rows;
                names) {
            // Closes them, the last first.
        }
    }
}
