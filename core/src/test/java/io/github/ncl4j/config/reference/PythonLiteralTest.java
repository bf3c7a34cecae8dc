package io.github.ncl4j.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.YamlNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {

    private static final Position HERE = new Position(new Position.Source("run.yaml", Path.of(""), false), 3);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2e-4                        | 2e-4
            -.5                         | -.5
            +3.                         | +3.
            1_000                       | 1000
            True                        | True
            None                        | null
            'a b'                       | "a b"
            "it's"                      | "it's"
            'it\\'s \\\\'               | "it's \\"
            ()                          | []
            []                          | []
            (32, 32)                    | [32, 32]
            (1,)                        | [1]
            (1)                         | 1
            [ 1 , (2, 'x'), ]           | [1, [2, "x"]]
            ('random_crop', 'flip')     | ["random_crop", "flip"]
            """)
    void literalsBecomeTheirValues(String text, String value) {
        assertThat(decode(text).display()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "res32_cifar",
                "NCL++",
                "/data/train.json",
                "2e",
                "1.2.3",
                "5 apples",
                "Truely",
                "(1, 2",
                "(1, 2]",
                "(,)",
                "(1 2)",
                "(1,,2)",
                "'open",
                "'a' 'b'",
                "'\\x41'",
                "{'a': 1}",
                "1 + 2",
                "__import__('os').system('true')",
                "[x for x in ()]",
                "u'text'",
                "0x10"
            })
    void anythingElseStaysText(String text) {
        YamlNode node = new YamlNode.Scalar(text, true, HERE);
        assertThat(PythonLiteral.decode(node)).isSameAs(node);
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThat(decode("[".repeat(16) + "]".repeat(16)).display()).isEqualTo("[".repeat(16) + "]".repeat(16));
        assertThat(decode("[".repeat(18) + "]".repeat(18))).isInstanceOf(YamlNode.Scalar.class);
        assertThat(decode("(".repeat(500_000))).isInstanceOf(YamlNode.Scalar.class);
        assertThat(decode("'" + "\\\\".repeat(499) + "'").display()).isEqualTo('"' + "\\".repeat(499) + '"');
        assertThat(decode("1".repeat(1_000_000) + "x")).isInstanceOf(YamlNode.Scalar.class);
    }

    /** YAML's quotes make text of a number; the reference looks into the text. */
    @Test
    void quotedTextIsLookedInto() {
        assertThat(PythonLiteral.decode(new YamlNode.Scalar("2e-4", false, HERE)))
                .isEqualTo(new YamlNode.Scalar("2e-4", true, HERE));
        assertThat(PythonLiteral.decode(new YamlNode.Scalar("NCL", false, HERE)))
                .isEqualTo(new YamlNode.Scalar("NCL", false, HERE));
    }

    private static YamlNode decode(String text) {
        return PythonLiteral.decode(new YamlNode.Scalar(text, true, HERE));
    }
}
