package io.github.ncl4j.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fractions as people read them. */
public final class Percent {

    private Percent() {}

    /** One decimal; {@code n/a} without a value. */
    public static String of(@Nullable Double fraction) {
        return fraction == null ? "n/a" : String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
    }
}
