package io.github.ncl4j.config.file;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ConfigProblem;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.reference.ReferenceFile;
import io.github.ncl4j.config.yaml.ExperimentReader;
import io.github.ncl4j.config.yaml.ExperimentWriter;
import io.github.ncl4j.config.yaml.Overrides;
import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.ProblemCollector;
import io.github.ncl4j.config.yaml.YamlNode;
import io.github.ncl4j.config.yaml.YamlParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Configurations as YAML files: keys in snake_case, the constants of enums in lower case with dashes, the record of a sealed
 * type by the key {@code type}. Relative paths in a file are relative to the file's folder, so that a file means the same
 * wherever a run is started; relative paths in an override are relative to the working directory, as everywhere on a command
 * line.
 *
 * <p>An override {@code key=value} has a dotted path as key. Its value is the text as it stands, or in YAML a list {@code [..]}, a
 * mapping <code>{..}</code> or a text in quotes. It replaces what the file has there, and later
 * overrides replace earlier ones. If it changes the {@code type} of a section, the file's other keys of that section no
 * longer count, and the new type starts from its defaults.
 *
 * <p>A file of the reference implementation, which has upper-case keys, is taken as it is: {@link ReferenceFile} translates it.
 * Overrides may use its keys as well, and those of this project go over them.
 */
public final class ExperimentFile {

    private ExperimentFile() {}

    /**
     * Reads a file.
     *
     * @param yaml UTF-8, at most 1 MiB
     * @param overrides each {@code key=value}
     * @throws ConfigException with everything that is wrong in the file and the overrides
     */
    public static ExperimentConfig load(Path yaml, List<String> overrides) {
        Path folder = Objects.requireNonNull(yaml.toAbsolutePath().getParent());
        Position.Source source = new Position.Source(yaml.toString(), folder, false);
        return read(text(yaml, source), source, overrides);
    }

    /**
     * Reads text. Its relative paths are relative to the working directory.
     *
     * @param yaml at most 1 MiB
     * @param source what problems call the text, like the name of a file
     * @param overrides each {@code key=value}
     * @throws ConfigException with everything that is wrong in the text and the overrides
     */
    public static ExperimentConfig parse(String yaml, String source, List<String> overrides) {
        return read(yaml, new Position.Source(source, Path.of("").toAbsolutePath(), false), overrides);
    }

    /** The resolved configuration as YAML, with every key that is not null: {@code parse} of it gives an equal one. */
    public static String write(ExperimentConfig config) {
        return ExperimentWriter.write(config);
    }

    private static ExperimentConfig read(String yaml, Position.Source source, List<String> overrides) {
        ProblemCollector problems = new ProblemCollector();
        Position start = new Position(source, 1);
        YamlNode root = YamlParser.parse(yaml, source, problems);
        if (!(root instanceof YamlNode.Mapping file)) {
            String rule = root.isNull()
                    ? "is empty; a configuration has at least data.format and train.epochs"
                    : "must consist of keys and values, not of one value or a list";
            problems.add(start, "", "", rule, null);
            throw problems.exception();
        }
        if (ReferenceFile.isReference(file)) {
            return ReferenceFile.read(file, overrides, problems);
        }
        YamlNode.Mapping merged = new Overrides(problems).apply(file, overrides);
        ExperimentConfig config = ExperimentReader.read(merged, start, problems, nameOf(source.name()));
        if (config == null || problems.count() > 0) {
            throw problems.exception();
        }
        return config;
    }

    private static String text(Path yaml, Position.Source source) {
        String rule;
        try (InputStream in = Files.newInputStream(yaml)) {
            byte[] bytes = in.readNBytes(YamlParser.MAX_BYTES + 1);
            if (bytes.length <= YamlParser.MAX_BYTES) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
            rule = YamlParser.TOO_LARGE;
        } catch (NoSuchFileException e) {
            rule = "does not exist";
        } catch (CharacterCodingException e) {
            rule = "must be text in UTF-8";
        } catch (IOException e) {
            rule = Files.isDirectory(yaml) ? "is a folder, not a file" : "cannot be read: " + e.getMessage();
        }
        throw new ConfigException(List.of(new ConfigProblem(source.name(), "", "", rule, null)));
    }

    /** The file's name without its suffix, in the characters that a run's name may have. */
    private static String nameOf(String source) {
        String file = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
        String name = file.replaceFirst("\\.ya?ml$", "")
                .replaceAll("[^\\p{L}\\p{N}.+_-]", "-")
                .replaceFirst("^[^\\p{L}\\p{N}]+", "");
        return name.isEmpty() ? "experiment" : name;
    }
}
