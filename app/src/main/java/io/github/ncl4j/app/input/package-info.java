/** Images that a user names: files, folders, patterns, standard input. */
@NullMarked
package io.github.ncl4j.app.input;

import org.jspecify.annotations.NullMarked;
