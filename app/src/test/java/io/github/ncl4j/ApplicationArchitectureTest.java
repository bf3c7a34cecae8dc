package io.github.ncl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The end of the import order: serve and bench stand on the library, and the command line on both. */
class ApplicationArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.ncl4j.app", "io.github.ncl4j.bench", "io.github.ncl4j.serve");

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
