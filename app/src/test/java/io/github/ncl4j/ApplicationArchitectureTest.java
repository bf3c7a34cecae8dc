package io.github.ncl4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.ncl4j.app.Main;
import io.github.ncl4j.testkit.HouseRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The end of the import order: reports, server and measurements stand on the library, and the command line on all of them. */
class ApplicationArchitectureTest {

    private static final String ROOT = "io.github.ncl4j.";

    /** Imports point to the left and up; packages between the same bars do not import each other. */
    private static final List<Set<String>> ORDER = List.of(
            Set.of("app.process", "report", "serve.model"),
            Set.of("app.output", "serve"),
            Set.of("app.option", "app.input"),
            Set.of("app.trained", "bench.engine", "bench.scaling"),
            Set.of("bench", "app.download", "app.onnx"),
            Set.of("app.dataset", "app.model", "app.predict", "app.train"),
            Set.of("app"));

    /** Names that two classes of this project share, until one of them has another. */
    private static final Map<String, String> SHARED_NAMES = Map.of(
            "Prediction",
            "in evaluate and in predict, which a program has without the engine: public names of two libraries");

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .withImportOption(location -> !location.contains("/tensorflow/"))
            .withImportOption(location -> !location.contains("/onnx/proto/"))
            .importPackages("io.github.ncl4j");

    /** Those of this module, wherever they are, so that none is in a package that nobody looks at. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation())
            .that(describe("are not generated", type -> type.getPackageName().startsWith(ROOT)));

    @TestFactory
    List<DynamicTest> importsNeverRunBack() {
        Map<String, DynamicTest> tests = new TreeMap<>();
        Set<String> allowed = new TreeSet<>();
        for (Set<String> step : ORDER) {
            for (String name : step) {
                Set<String> imports = new TreeSet<>(allowed);
                imports.add(name);
                tests.put(name, DynamicTest.dynamicTest(name + " may import " + imports, () -> check(name, imports)));
            }
            allowed.addAll(step);
        }
        return List.copyOf(tests.values());
    }

    private static void check(String name, Set<String> imports) {
        classes()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .onlyDependOnClassesThat(describe(
                        "are of " + imports + " or not of the application",
                        type -> !CLASSES.contain(type.getName()) || imports.contains(concept(type))))
                .check(CLASSES);
    }

    private static String concept(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Set<String> found = new TreeSet<>();
        CLASSES.forEach(type -> found.add(concept(type)));
        Set<String> known = new TreeSet<>();
        ORDER.forEach(known::addAll);
        assertThat(found).isEqualTo(known);
    }

    @Test
    void everyPackageIsNullMarked() {
        HouseRules.assertNullMarked(CLASSES);
    }

    @Test
    void noTwoClassesShareAName() {
        Map<String, Set<String>> packages = new TreeMap<>();
        for (JavaClass type : ALL) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                packages.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getPackageName());
            }
        }
        packages.values().removeIf(names -> names.size() == 1);
        assertThat(packages).containsOnlyKeys(SHARED_NAMES.keySet());
    }

    @Test
    void namesSayWhatThingsAre() {
        HouseRules.assertNamedBySubject(CLASSES);
    }

    @Test
    void theServerKnowsNothingOfTheCommandLineNorOfTraining() {
        noClasses()
                .that()
                .resideInAPackage("io.github.ncl4j.serve..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.ncl4j.app..",
                        "io.github.ncl4j.bench..",
                        "io.github.ncl4j.train..",
                        "io.github.ncl4j.run..",
                        "io.github.ncl4j.optimize..",
                        "io.github.ncl4j.distributed..",
                        "io.github.ncl4j.loss..")
                .check(CLASSES);
    }

    @Test
    void onlyTheServerKnowsHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.ncl4j.serve..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(CLASSES);
    }

    @Test
    void onlyTheModelOfACheckpointKnowsTheEngine() {
        classes()
                .that()
                .resideInAPackage("io.github.ncl4j.serve..")
                .and()
                .haveNameNotMatching(".*\\.CheckpointModel(\\$.*)?")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "org.bytedeco..",
                        "io.github.ncl4j.torch..",
                        "io.github.ncl4j.model..",
                        "io.github.ncl4j.evaluate..",
                        "io.github.ncl4j.config..")
                .check(CLASSES);
    }

    /** It forgets that a write has failed; a command's own {@code getOut} does not. */
    @Test
    void nobodyPrintsToJavasStandardOutput() {
        noClasses().should().accessField(System.class, "out").check(CLASSES);
    }
}
