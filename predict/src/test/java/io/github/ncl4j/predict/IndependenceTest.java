package io.github.ncl4j.predict;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This module carries no training engine, whatever else becomes of it. */
class IndependenceTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.ncl4j.predict", "io.github.ncl4j.image");

    @Test
    void predictionImportsImagesAndTheRuntimeAlone() {
        classes()
                .that()
                .resideInAPackage("io.github.ncl4j.predict")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.ncl4j.predict",
                        "io.github.ncl4j.image",
                        "ai.onnxruntime..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.github.ncl4j.image")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..", "org.bytedeco..", "io.github.ncl4j.predict")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.bytedeco.pytorch.Tensor",
                "org.bytedeco.javacpp.Pointer",
                "io.github.ncl4j.torch.Engine",
                "com.fasterxml.jackson.databind.ObjectMapper"
            })
    void noneOfTheEngineIsOnTheClassPath(String type) {
        assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }
}
