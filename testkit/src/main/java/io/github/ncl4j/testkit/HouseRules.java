package io.github.ncl4j.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The rules that hold for the classes of every module. */
public final class HouseRules {

    private HouseRules() {}

    /** Checks that each package declares what may be null. */
    public static void assertNullMarked(JavaClasses classes) {
        Set<JavaPackage> packages = new TreeSet<>(Comparator.comparing(JavaPackage::getName));
        classes.forEach(type -> packages.add(type.getPackage()));
        assertThat(packages)
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as("package-info of %s is @NullMarked", each.getName())
                        .isTrue());
    }

    /** Checks that classes and packages are called by their subjects. */
    public static void assertNamedBySubject(JavaClasses classes) {
        noClasses()
                .should()
                .haveSimpleNameContaining("Util")
                .orShould()
                .haveSimpleNameContaining("Helper")
                .orShould()
                .haveSimpleNameContaining("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("such a name says that a class has no subject")
                .check(classes);
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..helper..", "..helpers..", "..common..", "..impl..")
                .because("a package is one concept")
                .check(classes);
    }
}
