package io.github.ncl4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.file.LineFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of {@code resumes.jsonl}: a resume with settings that change the run's numbers from there.
 *
 * @param time of the resume, in ISO 8601
 * @param epoch of the next step, 1-based
 * @param step steps of that epoch already taken
 * @param checkpoint that the run resumed from
 * @param changed the settings, each as {@code key: BEFORE, now NOW}
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ResumeRecord(String time, int epoch, int step, String checkpoint, List<String> changed) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Copies the list. */
    public ResumeRecord {
        changed = List.copyOf(changed);
    }

    /**
     * Adds the line; it is on the disk when this returns.
     *
     * @throws TrainingException if the disk refuses
     */
    public void append(Path file) {
        try {
            LineFile.append(file, JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a record of texts and numbers always has a JSON form
        } catch (IOException e) {
            throw new TrainingException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
