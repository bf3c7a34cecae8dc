/** Options and arguments that several commands take. */
@NullMarked
package io.github.ncl4j.app.option;

import org.jspecify.annotations.NullMarked;
