package io.github.ncl4j.bench.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Edge;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a loss was computed by, as autograd remembers it: every differentiated operator with the shapes that it worked on,
 * whatever the model is.
 *
 * @param operators in the order in which they were called
 */
public record LossGraph(List<Operator> operators) {

    /**
     * One call of an operator.
     *
     * @param gradient the name of its gradient function, for example {@code ConvolutionBackward0}
     * @param output shape of its output
     * @param arguments shapes of the tensors that it was called with; null for one that no gradient flows to
     */
    record Operator(String gradient, TensorShape output, List<@Nullable TensorShape> arguments) {

        private static Operator of(Node node) {
            List<@Nullable TensorShape> arguments = new ArrayList<>();
            for (int i = 0; i < node.num_outputs(); i++) {
                Edge edge = node.next_edge(i);
                arguments.add(edge.is_valid() ? shape(edge.function(), edge.input_nr()) : null);
            }
            return new Operator(node.name().getString(), shape(node, 0), arguments);
        }

        private static TensorShape shape(Node node, int result) {
            return TensorShape.of(node.input_metadata(result).zeros_like());
        }
    }

    /**
     * Walks the graph of a loss.
     *
     * @param loss with gradient, before backward
     */
    public static LossGraph of(Tensor loss) {
        try (PointerScope scope = new PointerScope()) {
            List<Node> found = new ArrayList<>();
            Set<Long> seen = new HashSet<>();
            Deque<Node> open = new ArrayDeque<>(List.of(loss.grad_fn()));
            while (!open.isEmpty()) {
                Node node = open.pop();
                // The nodes that hand a gradient to its parameter have no next one, and do not stand for a call.
                if (seen.add(node.getptr().address()) && node.num_outputs() > 0) {
                    found.add(node);
                    for (int i = 0; i < node.num_outputs(); i++) {
                        if (node.next_edge(i).is_valid()) {
                            open.push(node.next_edge(i).function());
                        }
                    }
                }
            }
            found.sort(Comparator.comparingLong(Node::sequence_nr));
            return new LossGraph(found.stream().map(Operator::of).toList());
        }
    }
}
