package io.github.ncl4j.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a setting that a configuration leaves out. It stands here and nowhere else: the reader, {@link Defaults} and the page
 * {@code docs/guide/configuration.md} take it from here. A component without it must be given, unless it is nullable, a record or one of
 * a family of records. On a family (a sealed interface) it is the {@code type} of a section that leaves that out.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Default {

    /** In {@link #value}: the number of processors that the process may use, which only the machine knows. */
    String PROCESSORS = "number of processors";

    /** In {@link #value}: the name of the configuration's file, which only the reader knows. */
    String FILE_NAME = "file name";

    /** As YAML writes it, for example {@code 2e-4}, {@code class-mean} or {@code [0, 0, 0]}. */
    String value();

    /** An earlier component of the same record, where the default is never below that component's value; empty for none. */
    String notBelow() default "";
}
