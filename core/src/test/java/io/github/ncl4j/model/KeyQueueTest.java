package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys of one number each, so that the queue reads as a line. */
@ExtendWith(EngineScope.class)
class KeyQueueTest {

    private final Weights weights = new Weights(new Device(torch.DeviceType.CPU));

    @AfterEach
    void free() {
        weights.close();
    }

    private KeyQueue emptyQueue(int length) {
        KeyQueue queue = new KeyQueue(weights, 1, length);
        queue.keys().fill_(new Scalar(0));
        return queue;
    }

    private static Tensor keys(float... values) {
        return HostArrays.tensor(values).view(values.length, 1);
    }

    private double pointer() {
        return HostArrays.doubles(weights.buffers().get("queue_ptr"))[0];
    }

    @Test
    void startsWithRandomKeysOfUnitLength() {
        double[] keys = HostArrays.doubles(new KeyQueue(weights, 3, 4).keys());

        for (int column = 0; column < 4; column++) {
            double length = Math.hypot(Math.hypot(keys[column], keys[4 + column]), keys[8 + column]);
            assertThat(length).isCloseTo(1, within(1e-6));
        }
        assertThat(keys[0]).isNotEqualTo(keys[1]);
        assertThat(pointer()).isZero();
    }

    @Test
    void newKeysTakeThePlaceOfTheOldest() {
        KeyQueue queue = emptyQueue(4);

        queue.push(keys(1, 2));
        assertThat(HostArrays.floats(queue.keys())).containsExactly(1, 2, 0, 0);
        queue.push(keys(3, 4));
        queue.push(keys(5, 6));
        assertThat(HostArrays.floats(queue.keys())).containsExactly(5, 6, 3, 4);
        assertThat(pointer()).isEqualTo(2);
    }

    @Test
    void aBatchThatDoesNotFitBehindTheOthersGoesOnAtTheFront() {
        KeyQueue queue = emptyQueue(5);

        queue.push(keys(1, 2, 3));
        queue.push(keys(4, 5, 6));
        assertThat(HostArrays.floats(queue.keys())).containsExactly(6, 2, 3, 4, 5);
        assertThat(pointer()).isEqualTo(1);
        queue.push(keys(7, 8, 9));
        assertThat(HostArrays.floats(queue.keys())).containsExactly(6, 7, 8, 9, 5);
    }

    @Test
    void aBatchThatIsLongerThanTheQueueLeavesItsLastKeysWhereTheyWouldHaveComeOneByOne() {
        KeyQueue atOnce = emptyQueue(3);
        atOnce.push(keys(1, 2, 3, 4, 5, 6, 7));
        assertThat(HostArrays.floats(atOnce.keys())).containsExactly(7, 5, 6);
        assertThat(pointer()).isEqualTo(1);
    }
}
