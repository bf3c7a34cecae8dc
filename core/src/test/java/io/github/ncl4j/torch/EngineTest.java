package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.testkit.RankProcesses;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    @TempDir
    private Path folder;

    /** Says how many threads an operation has, in the thread that started the engine and in another. */
    static final class Threads {

        private Threads() {}

        public static void main(String[] arguments) throws InterruptedException {
            Engine.start();
            System.out.println("main has " + torch.get_num_threads());
            Thread other = new Thread(() -> System.out.println("other has " + torch.get_num_threads()));
            other.start();
            other.join();
        }
    }

    /** Java's count is that of the container; here it is one that no machine has by chance. */
    @Test
    void theEngineUsesTheProcessorsThatJavaMayUse() throws Exception {
        Map<String, String> environment =
                Map.of("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=7", "OMP_NUM_THREADS", "");

        String log =
                RankProcesses.start(environment, Threads.class, folder).await().log();

        assertThat(log).contains("main has 7", "other has 7");
    }
}
