package io.github.ncl4j.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What a measurement found, as the one JSON document that {@code --json} prints. */
final class ReportJson {

    private ReportJson() {}

    /**
     * The text.
     *
     * @param report a record of numbers and texts
     */
    static String of(Record report) {
        try {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // such a record always has a JSON form
        }
    }
}
