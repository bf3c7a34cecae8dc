/**
 * The few helpers that libtorch needs from Java: start-up, lifetimes, devices and safetensors.
 *
 * <h2>The one rule of native memory</h2>
 *
 * <p>A tensor belongs to the innermost {@link org.bytedeco.javacpp.PointerScope} that was open when it was created, and
 * dies when that scope closes. Every training step, every evaluated batch and every other loop body opens one scope. What
 * must outlive the scope is handed to an owner with {@link io.github.ncl4j.torch.Memory#keep}: an object that is {@link
 * AutoCloseable}, holds the tensor in a field, and gives it back with {@link io.github.ncl4j.torch.Memory#release} when it
 * is closed. There is no third way: no tensor is left to the garbage collector. A computation that makes much on its way can be
 * run with {@link io.github.ncl4j.torch.Memory#scoped}, which keeps its result alone for the caller's scope.
 *
 * <p>So a method that takes a tensor only borrows it, and a method that returns one returns it to the caller's scope,
 * unless its Javadoc says that it keeps or owns.
 */
@NullMarked
package io.github.ncl4j.torch;

import org.jspecify.annotations.NullMarked;
