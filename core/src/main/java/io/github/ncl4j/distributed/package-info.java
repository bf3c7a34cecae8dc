/**
 * Training by several processes as if they were one: who they are, how they find and watch each other, and what they exchange.
 *
 * <p>Whatever is called an exchange here must be called by all processes, in the same order; each waits for the others.
 */
@NullMarked
package io.github.ncl4j.distributed;

import org.jspecify.annotations.NullMarked;
