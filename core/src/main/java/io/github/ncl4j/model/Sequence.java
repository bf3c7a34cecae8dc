package io.github.ncl4j.model;

import io.github.ncl4j.torch.Memory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers one after another, each of which computes on what the one before it gives.
 *
 * @param layers in order
 */
record Sequence(List<Layer> layers) implements Layer {

    /** Copies the list. */
    Sequence {
        layers = List.copyOf(layers);
    }

    /** The same layers after one more. */
    Sequence after(Layer first) {
        List<Layer> all = new ArrayList<>(layers);
        all.add(0, first);
        return new Sequence(all);
    }

    /** The same layers cut into sequences of so many; the last may be shorter. */
    List<Sequence> cut(int length) {
        List<Sequence> pieces = new ArrayList<>();
        for (int from = 0; from < layers.size(); from += length) {
            pieces.add(new Sequence(layers.subList(from, Math.min(from + length, layers.size()))));
        }
        return pieces;
    }

    @Override
    public Tensor forward(Tensor input, boolean training) {
        return after(layers.size(), input, training);
    }

    /** Nested, so that the output of a layer dies as soon as the next one has used it, where no gradient needs it. */
    private Tensor after(int count, Tensor input, boolean training) {
        return count == 0
                ? input
                : Memory.scoped(() -> layers.get(count - 1).forward(after(count - 1, input, training), training));
    }
}
