package io.github.ncl4j.distributed;

import io.github.ncl4j.testkit.RankPool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that two, three or four processes run together; each process checks what it gets. */
class ExchangesTest {

    @RegisterExtension
    static final RankPool RANKS = new RankPool();

    @Test
    void threeProcessesExchangeWhatTheyHave(@TempDir Path folder) throws Exception {
        RANKS.run(3, EveryExchange.class, folder.resolve("last.safetensors").toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void partsOfABatchAreNormalizedAsTheWhole(int worldSize) throws Exception {
        RANKS.run(worldSize, BatchNormParts.class);
    }

    @Test
    void theRankThatDiffersInOneBitIsNamed() throws Exception {
        RANKS.run(3, OneBitOff.class);
    }

    @Test
    void aStepAveragesWhatItsOwnPassesLeft() throws Exception {
        RANKS.run(2, GradientSteps.class);
    }
}
