package io.github.ncl4j.app.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.evaluate.ShotGroup;
import io.github.ncl4j.evaluate.ShotGroups;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know about the images of each class.
 *
 * @param name of the images, for example {@code training}
 * @param table their counts
 * @param protocol where the lines between the shot groups are; null for images that no model is trained on
 */
record ClassStatistics(
        String name, ClassTable table, @Nullable ShotProtocol protocol) {

    /** The table, and a line with the shot groups. */
    String text() {
        if (protocol == null) {
            return table.text();
        }
        String groups = Stream.of(ShotGroup.values())
                .map(group -> String.format(
                        Locale.ROOT,
                        "%s %s: %d classes, %d images",
                        group.word(),
                        range(group, protocol),
                        classes(group, protocol).count(),
                        images(group, protocol)))
                .collect(Collectors.joining("; "));
        return table.text() + groups + "\n";
    }

    /** The same as JSON; the imbalance factor is null if a class is empty. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("images", table.total())
                .put("classes", table.counts().length)
                .put("largest", table.largest())
                .put("smallest", table.smallest())
                .put("imbalance_factor", table.smallest() == 0 ? null : table.imbalanceFactor())
                .put("gini", table.gini());
        if (protocol != null) {
            ObjectNode groups = json.putObject("shot_groups");
            for (ShotGroup group : ShotGroup.values()) {
                groups.putObject(group.word())
                        .put("classes", classes(group, protocol).count())
                        .put("images", images(group, protocol));
            }
        }
        table.classNames().forEach(json.putArray("class_names")::add);
        IntStream.of(table.counts()).forEach(json.putArray("counts")::add);
        return json;
    }

    private IntStream classes(ShotGroup group, ShotProtocol protocol) {
        ShotGroups groups = ShotGroups.of(table.counts(), protocol);
        return IntStream.range(0, groups.classes()).filter(c -> groups.of(c) == group);
    }

    private long images(ShotGroup group, ShotProtocol protocol) {
        int[] counts = table.counts();
        return classes(group, protocol).mapToLong(c -> counts[c]).sum();
    }

    private static String range(ShotGroup group, ShotProtocol protocol) {
        boolean pooled = protocol == ShotProtocol.POOLED;
        return switch (group) {
            case MANY -> pooled ? "(>= 100)" : "(> 100)";
            case MEDIUM -> "(between)";
            case FEW -> pooled ? "(<= 20)" : "(< 20)";
        };
    }
}
