package io.github.ncl4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultRowTest {

    @Test
    void theLastEpochStandsBesideTheBest(@TempDir Path run) throws IOException {
        Files.writeString(run.resolve("metrics.jsonl"), """
                {"epoch":1,"lr":0.1,"ensemble_accuracy":0.6,"single_best":0.55,"many":0.7,"medium":0.1,"few":null,"seconds":90.0,\
                "best_ensemble":{"accuracy":0.6,"epoch":1},"best_single":{"accuracy":0.55,"epoch":1}}
                {"epoch":2,"lr":0.1,"ensemble_accuracy":0.5,"single_best":0.561,"many":0.8,"medium":0.2,"few":null,"seconds":60.0,\
                "best_ensemble":{"accuracy":0.6,"epoch":1},"best_single":{"accuracy":0.561,"epoch":2}}
                """);

        assertThat(ResultRow.of("NCL", run))
                .isEqualTo("| NCL | 2 | 50.0 | 56.1 | 60.0 (1) | 56.1 (2) | 80.0 | 20.0 | n/a | 2.5 |");
    }
}
