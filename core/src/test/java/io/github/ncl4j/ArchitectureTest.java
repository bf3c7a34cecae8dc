package io.github.ncl4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.ncl4j.testkit.HouseRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The shape of the house: which package may import which, and how things are called. */
class ArchitectureTest {

    private static final String ROOT = "io.github.ncl4j.";

    /** Data flows to the right, imports point to the left; packages between the same bars do not import each other. */
    private static final List<Set<String>> ORDER = List.of(
            Set.of("image", "weights"),
            Set.of("file"),
            Set.of("torch"),
            Set.of("config"),
            Set.of("pytorch"),
            Set.of("data"),
            Set.of("dataset"),
            Set.of("augment"),
            Set.of("distributed"),
            Set.of("model"),
            Set.of("onnx"),
            Set.of("loss"),
            Set.of("optimize"),
            Set.of("evaluate"),
            Set.of("run"),
            Set.of("train"));

    /** The packages of configurations, in order: the records know nothing of YAML, and YAML nothing of the reference's keys. */
    private static final List<String> CONFIG_ORDER =
            List.of("config", "config.yaml", "config.reference", "config.file");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("testkit"))
            .withImportOption(location -> !location.contains("/tensorflow/"))
            .withImportOption(location -> !location.contains("/onnx/proto/"))
            .importPackages("io.github.ncl4j");

    @TestFactory
    List<DynamicTest> importsNeverRunBack() {
        Map<String, DynamicTest> tests = new TreeMap<>();
        Set<String> allowed = new TreeSet<>();
        for (Set<String> step : ORDER) {
            for (String concept : step) {
                Set<String> imports = new TreeSet<>(allowed);
                imports.add(concept);
                tests.put(
                        concept,
                        DynamicTest.dynamicTest(concept + " may import " + imports, () -> check(concept, imports)));
            }
            allowed.addAll(step);
        }
        return List.copyOf(tests.values());
    }

    @Test
    void configurationsAreReadAboveTheirRecords() {
        Set<String> found = new TreeSet<>();
        CLASSES.that(resideInAnyPackage(ROOT + "config..")).forEach(type -> found.add(type.getPackageName()));
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        CONFIG_ORDER.stream().map(name -> ROOT + name).toList());
        for (int i = 0; i < CONFIG_ORDER.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + CONFIG_ORDER.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(CONFIG_ORDER.subList(i + 1, CONFIG_ORDER.size()).stream()
                            .map(name -> ROOT + name)
                            .toArray(String[]::new))
                    .check(CLASSES);
        }
    }

    private static void check(String concept, Set<String> imports) {
        String[] packages = imports.stream().map(name -> ROOT + name + "..").toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(ROOT + concept + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(packages)
                        .or(describe(
                                "are not of this project",
                                type -> !type.getPackageName().startsWith(ROOT)))
                        .or(describe(
                                "are generated",
                                type -> type.getPackageName().endsWith(".onnx.proto")
                                        || type.getPackageName().endsWith(".tensorflow"))))
                .check(CLASSES);
    }

    /** Programs bring a protobuf library of their own, and that must not stop a training. */
    @Test
    void onlyExportAndTfRecordsNeedProtobuf() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "onnx..", ROOT + "dataset..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.protobuf..")
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            found.add(type.getPackageName().substring(ROOT.length()).replaceAll("\\..*", ""));
        }
        Set<String> known = new TreeSet<>();
        ORDER.forEach(known::addAll);
        assertThat(found).isEqualTo(known);
    }

    @Test
    void everyPackageIsNullMarked() {
        HouseRules.assertNullMarked(CLASSES);
    }

    @Test
    void namesSayWhatThingsAre() {
        HouseRules.assertNamedBySubject(CLASSES);
    }

    @Test
    void noStaticStateIsMutable() {
        fields().that().areStatic().should().haveModifier(FINAL).check(CLASSES);
        noFields()
                .that()
                .areStatic()
                .and()
                .areNotPrivate()
                .and()
                .doNotHaveModifier(SYNTHETIC)
                .should()
                .haveRawType(describe("arrays", JavaClass::isArray))
                .because("whoever sees an array can change it")
                .check(CLASSES);
    }
}
