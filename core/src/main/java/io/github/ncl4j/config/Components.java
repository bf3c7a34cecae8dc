package io.github.ncl4j.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records of settings by their components. Each component is one key of the configuration, so that whoever reads, writes, copies or
 * documents settings needs no list of them.
 */
public final class Components {

    private Components() {}

    /** The components of a record with their values, in order, by name; a null value is in the map. */
    public static Map<String, @Nullable Object> values(Record record) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                values.put(component.getName(), component.getAccessor().invoke(record));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    /**
     * A record of the values of all its components, in any order.
     *
     * @throws ConfigException if the record's constructor finds that a value breaks its rule
     */
    public static <R extends Record> R create(Class<R> type, Map<String, @Nullable Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(Arrays.stream(components)
                    .map(component -> values.get(component.getName()))
                    .toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException broken) {
                throw broken;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A copy of a record in which one component has another value. */
    static <R extends Record> R with(R record, String component, @Nullable Object value) {
        Map<String, @Nullable Object> values = values(record);
        if (!values.containsKey(component)) {
            throw new IllegalArgumentException(record.getClass() + " has no component " + component);
        }
        values.put(component, value);
        @SuppressWarnings("unchecked")
        Class<R> type = (Class<R>) record.getClass();
        return create(type, values);
    }

    /** Whether a component may be null. */
    public static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** The default that a component or a family states, or null. */
    public static @Nullable Default defaultOf(AnnotatedElement element) {
        return element.getAnnotation(Default.class);
    }

    /** Whether a type is a family of records, of which the key {@code type} chooses one. Backbones and pretrained weights are words instead. */
    public static boolean isFamily(Class<?> type) {
        return type.isSealed() && type != ModelConfig.Backbone.class && type != ModelConfig.Pretrained.class;
    }

    /** All records of a family, in the order in which its interfaces permit them. */
    public static List<Class<? extends Record>> family(Class<?> type) {
        Set<Class<? extends Record>> records = new LinkedHashSet<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (permitted.isRecord()) {
                records.add(permitted.asSubclass(Record.class));
            } else {
                records.addAll(family(permitted));
            }
        }
        return List.copyOf(records);
    }
}
