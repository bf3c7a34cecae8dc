/** This process: how signals end it, where its log goes, which version it is, and what it uses. */
@NullMarked
package io.github.ncl4j.app.process;

import org.jspecify.annotations.NullMarked;
