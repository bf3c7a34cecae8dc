package io.github.ncl4j.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of Java as YAML writes them: keys with underscores, words with dashes. */
public final class YamlNames {

    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private YamlNames() {}

    /** The key of a component: {@code batchSize} becomes {@code batch_size}. */
    public static String key(String component) {
        return HUMP.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    /** The keys of a section that becomes this record. */
    public static List<String> keys(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .map(YamlNames::key)
                .toList();
    }

    /** The word of a constant: {@code CIFAR_100} becomes {@code cifar-100}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The word by which {@code type} chooses a record of a family: {@code CrossEntropy} becomes {@code cross-entropy}. */
    public static String type(Class<?> record) {
        return HUMP.matcher(record.getSimpleName()).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /** That word; null for a record that is the only one of its kind. */
    public static @Nullable String typeOf(Record settings) {
        boolean member = Arrays.stream(settings.getClass().getInterfaces()).anyMatch(Components::isFamily);
        return member ? type(settings.getClass()) : null;
    }
}
