package io.github.ncl4j.app.option;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file or folder on the command line. An empty text, as a script's unset variable gives it, is refused: Java takes it for the
 * working directory.
 */
public final class PathConverter implements ITypeConverter<Path> {

    @Override
    public Path convert(String value) {
        return Path.of(requireText(value));
    }

    private static String requireText(String value) {
        if (value.isEmpty()) {
            throw new TypeConversionException(
                    "is empty, perhaps an unset variable; name a file or folder, or . for this one");
        }
        return value;
    }

    /** For an option that takes a path or a word. */
    public static final class OrWord implements ITypeConverter<String> {

        @Override
        public String convert(String value) {
            return requireText(value);
        }
    }
}
