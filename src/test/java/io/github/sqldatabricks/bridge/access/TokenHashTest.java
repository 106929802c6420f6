package io.github.sqldatabricks.bridge.access;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a wrong digest, a comparison whose time tells how much of a token was right, and a digest that is printed. */
class TokenHashTest {

    /** FIPS 180-2, appendix B.1. */
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheSha256OfTheToken() {
        assertThat(TokenHash.ofHex(SHA256_OF_ABC).matches(TokenHash.of("abc"))).isTrue();
        assertThat(TokenHash.ofHex(SHA256_OF_ABC.toUpperCase(Locale.ROOT)).matches(TokenHash.of("abc")))
                .isTrue();
        assertThat(TokenHash.of("abc").matches(TokenHash.of("abd"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ba78", "zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
    void refusesWhatIsNoDigest(String hex) {
        assertThatThrownBy(() -> TokenHash.ofHex(hex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverPrintsTheDigest() {
        assertThat(TokenHash.of("abc").toString()).doesNotContain("ba78");
    }

    @Test
    void comparesInConstantTime() {
        JavaClasses access = new ClassFileImporter().importPackagesOf(TokenHash.class);
        classes()
                .that()
                .areAssignableTo(TokenHash.class)
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .check(access);
        noClasses()
                .should()
                .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
                .check(access);
    }
}
