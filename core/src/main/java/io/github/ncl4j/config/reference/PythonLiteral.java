package io.github.ncl4j.config.reference;

import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.YamlNode;
import io.github.ncl4j.config.yaml.YamlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text that is a literal of Python, such as {@code 2e-4}, {@code (32, 32)}, {@code ('a', 'b')}, {@code ()} or {@code True}. The
 * reference's configuration library (yacs) takes every text that is one for its value. Numbers, strings, constants, tuples and
 * lists are known; anything else stays text, and nothing is evaluated.
 */
final class PythonLiteral {

    private static final int DEEPEST = YamlParser.DEEPEST;

    /** No list of transforms is longer, and the matching of a string takes a stack as long as the string. */
    private static final int LONGEST = 1000;

    private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*");
    private static final Pattern NUMBER = Pattern.compile(
            "[-+]?(?:[0-9]++(?:_[0-9]++)*+(?:\\.[0-9]*+)?+|\\.[0-9]++)(?:[eE][-+]?[0-9]++)?+(?![\\w.])");
    private static final Pattern CONSTANT = Pattern.compile("(?:True|False|None)(?!\\w)");
    private static final Pattern STRING =
            Pattern.compile("'((?:[^'\\\\\\n]|\\\\['\"\\\\])*+)'|\"((?:[^\"\\\\\\n]|\\\\['\"\\\\])*+)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private final String text;
    private final Position position;
    private int at;

    private PythonLiteral(String text, Position position) {
        this.text = text;
        this.position = position;
    }

    /** The value of a text; the node itself if it is no literal, or no text. */
    static YamlNode decode(YamlNode node) {
        if (!(node instanceof YamlNode.Scalar scalar)
                || node.isNull()
                || scalar.text().length() > LONGEST) {
            return node;
        }
        PythonLiteral literal = new PythonLiteral(scalar.text(), scalar.position());
        YamlNode value = literal.value(0);
        literal.match(SPACE);
        return value != null && literal.at == literal.text.length() ? value : node;
    }

    /** The value that begins here, behind which the reading goes on; null if none does. */
    private @Nullable YamlNode value(int depth) {
        match(SPACE);
        if (at == text.length() || depth > DEEPEST) {
            return null;
        }
        char first = text.charAt(at);
        if (first == '(' || first == '[') {
            return items(first, depth);
        }
        Matcher number = match(NUMBER);
        if (number != null) {
            return new YamlNode.Scalar(number.group().replace("_", ""), true, position);
        }
        Matcher constant = match(CONSTANT);
        if (constant != null) {
            String word = constant.group();
            return new YamlNode.Scalar(word.equals("None") ? "null" : word, true, position);
        }
        Matcher string = match(STRING);
        if (string == null) {
            return null;
        }
        String inside = string.group(1) != null ? string.group(1) : string.group(2);
        return new YamlNode.Scalar(ESCAPE.matcher(inside).replaceAll("$1"), false, position);
    }

    private @Nullable YamlNode items(char open, int depth) {
        at++;
        char close = open == '(' ? ')' : ']';
        List<YamlNode> items = new ArrayList<>();
        boolean comma = true;
        while (!closes(close)) {
            YamlNode item = comma ? value(depth + 1) : null;
            if (item == null) {
                return null;
            }
            items.add(item);
            match(SPACE);
            comma = at < text.length() && text.charAt(at) == ',';
            at += comma ? 1 : 0;
        }
        at++;
        // Parentheses around one value without a comma are only parentheses.
        return open == '(' && items.size() == 1 && !comma ? items.get(0) : new YamlNode.Sequence(items, position);
    }

    private boolean closes(char close) {
        match(SPACE);
        return at < text.length() && text.charAt(at) == close;
    }

    private @Nullable Matcher match(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        matcher.useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        return matcher;
    }
}
