package io.github.ncl4j.config;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The Javadoc of settings as Markdown, read from the sources: of types under {@code DataConfig.LongTail}, of components and constants under
 * {@code DataConfig.LongTail.profile}.
 */
final class RecordDocumentation {

    private static final Pattern CAMEL_CASE = Pattern.compile("\\b[a-z]+([A-Z][a-z0-9]*)+\\b");

    private final Map<String, String> texts = new HashMap<>();

    private RecordDocumentation() {}

    /** Reads source files. */
    static RecordDocumentation of(List<Path> sources) throws IOException {
        RecordDocumentation documentation = new RecordDocumentation();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                documentation.scan(unit, trees);
            }
        }
        return documentation;
    }

    /** The text of a type, a component or a constant; fails if there is none. */
    String text(Class<?> type, String... member) {
        String name =
                type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
        String path = member.length == 0 ? name : name + "." + member[0];
        return Objects.requireNonNull(texts.get(path), () -> "no Javadoc of " + path);
    }

    private void scan(CompilationUnitTree unit, DocTrees trees) {
        new TreePathScanner<@Nullable Void, String>() {
            @Override
            public @Nullable Void visitClass(ClassTree type, String outer) {
                String name = outer + type.getSimpleName();
                DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
                if (comment != null) {
                    texts.put(name, markdown(comment.getFullBody()));
                    comment.getBlockTags().stream()
                            .filter(tag -> tag.getKind() == DocTree.Kind.PARAM)
                            .map(ParamTree.class::cast)
                            .forEach(tag -> texts.put(name + "." + tag.getName(), markdown(tag.getDescription())));
                }
                return super.visitClass(type, name + ".");
            }

            @Override
            public @Nullable Void visitVariable(VariableTree variable, String outer) {
                DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
                if (comment != null
                        && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.ENUM) {
                    texts.put(outer + variable.getName(), markdown(comment.getFullBody()));
                }
                return null;
            }
        }.scan(unit, "");
    }

    /** In one line, with code as users of YAML know it. */
    private static String markdown(List<? extends DocTree> parts) {
        String text = parts.stream().map(RecordDocumentation::markdown).collect(Collectors.joining());
        String line = text.replaceAll("\\s+", " ").strip().replace("|", "\\|");
        boolean isName = Character.isUpperCase(line.charAt(1)); // iNaturalist
        String sentence = isName ? line : line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static String markdown(DocTree part) {
        if (part instanceof LiteralTree code) {
            String body = code.getBody().getBody().strip();
            return "`" + CAMEL_CASE.matcher(body).replaceAll(name -> YamlNames.key(name.group())) + "`";
        } else if (part instanceof LinkTree link) {
            String target = link.getReference().getSignature();
            String name = target.substring(Math.max(target.lastIndexOf('.'), target.lastIndexOf('#')) + 1);
            return "`" + name.toLowerCase(Locale.ROOT).replace('_', '-') + "`";
        } else if (part.getKind() == DocTree.Kind.TEXT) {
            return part.toString();
        }
        return " ";
    }
}
