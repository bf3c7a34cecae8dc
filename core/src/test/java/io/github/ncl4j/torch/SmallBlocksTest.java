package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.distributed.RankProcesses;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SmallBlocksTest {

    /** As {@code ./ncl4j} sets malloc. */
    private static final Map<String, String> MALLOC = Map.of(
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", "33554432",
            "MALLOC_TRIM_THRESHOLD_", "1073741824",
            "GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0");

    @TempDir
    Path folder;

    /** Without the reserve the 20 tensors come to spread over 70 to 150 tensors' room with glibc 2.36. */
    @Test
    void tensorsStayTogetherBesideSmallThingsThatStay() throws Exception {
        String log =
                RankProcesses.start(MALLOC, TensorPlaces.class, folder).await().log();
        Matcher spread = Pattern.compile("spread: (\\d+)").matcher(log);
        assertThat(spread.find()).as(log).isTrue();
        assertThat(Integer.parseInt(spread.group(1))).isLessThan(35);
    }
}
