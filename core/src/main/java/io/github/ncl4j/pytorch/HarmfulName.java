package io.github.ncl4j.pytorch;

import java.util.Set;

/**
 * Names of Python that a checkpoint has no use for, and an attack has: functions that run commands or code, or change files.
 * Nothing is run here, so this list protects nobody from a name that it lacks; it is for the person who would next give the
 * file to a program that runs it.
 */
final class HarmfulName {

    /** Modules whose functions, and not their classes, do harm; a function's name begins with a small letter. */
    private static final Set<String> SYSTEM_MODULES = Set.of("os", "posix", "nt");

    private static final Set<String> MODULES = Set.of(
            "subprocess",
            "pty",
            "commands",
            "runpy",
            "shutil",
            "socket",
            "webbrowser",
            "importlib",
            "code",
            "codeop",
            "ctypes",
            "asyncio",
            "timeit",
            "cProfile",
            "profile",
            "pdb",
            "bdb",
            "pip");
    private static final Set<String> BUILTIN_MODULES = Set.of("builtins", "__builtin__");
    private static final Set<String> BUILTINS =
            Set.of("eval", "exec", "execfile", "compile", "open", "__import__", "input", "breakpoint", "apply");
    private static final Set<String> LOADERS = Set.of("pickle", "_pickle", "cPickle", "marshal", "torch", "torch.hub");
    private static final Set<String> LOADS = Set.of("load", "loads");

    private HarmfulName() {}

    static boolean is(PickleValue.Global global) {
        String module = global.module();
        String name = global.name();
        if (SYSTEM_MODULES.contains(module)) {
            return !name.isEmpty() && Character.isLowerCase(name.charAt(0)) && !name.endsWith("_result");
        }
        return MODULES.contains(module)
                || (BUILTIN_MODULES.contains(module) && BUILTINS.contains(name))
                || (LOADERS.contains(module) && LOADS.contains(name));
    }
}
