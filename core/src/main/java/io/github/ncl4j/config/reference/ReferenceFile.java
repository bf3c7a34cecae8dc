package io.github.ncl4j.config.reference;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.yaml.ExperimentReader;
import io.github.ncl4j.config.yaml.Overrides;
import io.github.ncl4j.config.yaml.ProblemCollector;
import io.github.ncl4j.config.yaml.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configurations of the reference implementation (YAML for the library yacs), as they are. They are told from this project's
 * by their upper-case keys, and become a configuration of this project, which is then read like any other. What is wrong is
 * reported under the key that was written; keys that have no effect are logged, each with the reason.
 */
public final class ReferenceFile {

    private static final Logger LOG = LoggerFactory.getLogger(ReferenceFile.class);
    private static final Pattern UPPER_CASE = Pattern.compile("[A-Z][A-Z0-9_]*");

    private ReferenceFile() {}

    /** Whether most of the sections and keys at the root are of the reference's kind. */
    public static boolean isReference(Mapping file) {
        long upper = file.entries().keySet().stream()
                .filter(key -> UPPER_CASE.matcher(key).matches())
                .count();
        return 2 * upper > file.entries().size();
    }

    /**
     * Reads a configuration.
     *
     * @param overrides each {@code key=value}, with the reference's keys or with this project's, which are laid over what the
     *     former make
     * @throws ConfigException with everything that is wrong
     */
    public static ExperimentConfig read(Mapping file, List<String> overrides, ProblemCollector problems) {
        List<String> reference =
                overrides.stream().filter(ReferenceFile::isReference).toList();
        List<String> others =
                overrides.stream().filter(each -> !isReference(each)).toList();
        ReferenceSettings settings = new ReferenceSettings(new Overrides(problems).apply(file, reference), problems);
        NativeTree tree = new NativeTree(settings, file.position());
        ReferenceTranslation.translate(settings, tree);
        List<ReferenceNote> notes = settings.finish();

        ProblemCollector later = new ProblemCollector();
        Mapping merged = new Overrides(later).apply(tree.root(), others);
        // The reference has a default for the name, so the file's name is never needed.
        ExperimentConfig config = ExperimentReader.read(merged, file.position(), later, "default");
        problems.addAll(later, namesExcept(tree.origins(), others));
        if (config == null || problems.count() > 0) {
            throw problems.exception();
        }
        notes.forEach(note -> LOG.info("{}", note.message()));
        return config;
    }

    private static boolean isReference(String override) {
        return UPPER_CASE.matcher(override.split("[.=]", 2)[0].strip()).matches();
    }

    /** A key that was given in this project's spelling keeps it. */
    private static Map<String, String> namesExcept(Map<String, String> origins, List<String> overrides) {
        Map<String, String> names = new LinkedHashMap<>(origins);
        for (String override : overrides) {
            names.remove(override.split("=", 2)[0].strip());
        }
        return names;
    }
}
