package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.Components;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.YamlNames;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A configuration as YAML, every key with its value; only what is null is left out. */
public final class ExperimentWriter {

    private ExperimentWriter() {}

    /** The YAML of a configuration. */
    public static String write(ExperimentConfig config) {
        DumperOptions options = new DumperOptions();
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setSplitLines(false);
        StringWriter yaml = new StringWriter();
        new Yaml(options).serialize(section(config, 0), yaml);
        return yaml.toString();
    }

    private static Node node(Object value, int depth) {
        if (value instanceof ModelConfig.Backbone backbone) {
            return scalar(Tag.STR, backbone.word());
        } else if (value instanceof ModelConfig.Pretrained weights) {
            return scalar(Tag.STR, weights.toString());
        } else if (value instanceof Record settings) {
            return section(settings, depth);
        } else if (value instanceof List<?> list) {
            List<Node> items = new ArrayList<>();
            list.forEach(item -> items.add(node(item, depth + 1)));
            return new SequenceNode(Tag.SEQ, items, style(items));
        } else if (value instanceof Double number) {
            return scalar(Tag.FLOAT, decimal(number));
        } else if (value instanceof Number || value instanceof Boolean) {
            return scalar(value instanceof Number ? Tag.INT : Tag.BOOL, value.toString());
        } else if (value instanceof Enum<?> constant) {
            return scalar(Tag.STR, YamlNames.word(constant));
        } else if (value instanceof Path || value instanceof String) {
            return scalar(Tag.STR, value.toString());
        }
        throw new IllegalStateException("no YAML for " + value.getClass());
    }

    /** The innermost sections are on one line each, the outermost never are. */
    private static Node section(Record settings, int depth) {
        List<NodeTuple> entries = new ArrayList<>();
        List<Node> values = new ArrayList<>();
        String type = YamlNames.typeOf(settings);
        if (type != null) {
            entries.add(new NodeTuple(scalar(Tag.STR, Choice.TYPE), scalar(Tag.STR, type)));
        }
        Components.values(settings).forEach((component, value) -> {
            if (value != null) {
                Node node = node(value, depth + 1);
                values.add(node);
                entries.add(new NodeTuple(scalar(Tag.STR, YamlNames.key(component)), node));
            }
        });
        return new MappingNode(Tag.MAP, entries, depth < 2 ? FlowStyle.BLOCK : style(values));
    }

    private static FlowStyle style(List<Node> values) {
        return values.stream().allMatch(ScalarNode.class::isInstance) ? FlowStyle.FLOW : FlowStyle.BLOCK;
    }

    private static Node scalar(Tag tag, String text) {
        return new ScalarNode(tag, text, null, null, ScalarStyle.PLAIN);
    }

    /** Digits for people where a few of them say it, else an exponent with a sign, which YAML 1.1 insists on. */
    private static String decimal(double value) {
        double size = Math.abs(value);
        if (size == 0 || (size >= 1e-6 && size < 1e9)) {
            String plain = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String scientific = Double.toString(value);
        return scientific.contains("E-") ? scientific : scientific.replace("E", "E+");
    }
}
