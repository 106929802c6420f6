package io.github.sqldatabricks.bridge.extraction.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.input.CountryParameters.GivenParameter;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.ParameterValue.Exact;
import io.github.sqldatabricks.bridge.model.ParameterValue.Flag;
import io.github.sqldatabricks.bridge.model.ParameterValue.Many;
import io.github.sqldatabricks.bridge.model.ParameterValue.Null;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.ParameterValue.Whole;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: YAML's traps changing a value, a country's value that does not win, values that silently hide each other, files
 * that blow up memory, and secrets in messages.
 */
class CountryParametersTest {

    @TempDir
    private Path folder;

    static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of("NO", new Text("NO")),
                Arguments.of("no", new Text("no")),
                Arguments.of("yes", new Text("yes")),
                Arguments.of("on", new Text("on")),
                Arguments.of("Off", new Text("Off")),
                Arguments.of("True", new Text("True")),
                Arguments.of("true", new Flag(true)),
                Arguments.of("false", new Flag(false)),
                Arguments.of("'true'", new Text("true")),
                Arguments.of("010", new Text("010")),
                Arguments.of("0x1F", new Text("0x1F")),
                Arguments.of("0o17", new Text("0o17")),
                Arguments.of("1_000", new Text("1_000")),
                Arguments.of("1,000", new Text("1,000")),
                Arguments.of("12:30", new Text("12:30")),
                Arguments.of("190:20:30", new Text("190:20:30")),
                Arguments.of("2024-01-01", new Text("2024-01-01")),
                Arguments.of("2024-01-01T10:00:00Z", new Text("2024-01-01T10:00:00Z")),
                Arguments.of("42", new Whole(42)),
                Arguments.of("-42", new Whole(-42)),
                Arguments.of("0", new Whole(0)),
                Arguments.of("-0", new Text("-0")),
                Arguments.of("+1", new Text("+1")),
                Arguments.of("'42'", new Text("42")),
                Arguments.of("\"42\"", new Text("42")),
                Arguments.of("!!str 42", new Text("42")),
                Arguments.of("9223372036854775807", new Exact(new BigDecimal("9223372036854775807"))),
                Arguments.of("0.1", new Exact(new BigDecimal("0.1"))),
                Arguments.of("1.10", new Exact(new BigDecimal("1.10"))),
                Arguments.of(
                        "0.12345678901234567890123456789",
                        new Exact(new BigDecimal("0.12345678901234567890123456789"))),
                Arguments.of("1e5", new Text("1e5")),
                Arguments.of(".5", new Text(".5")),
                Arguments.of("1.", new Text("1.")),
                Arguments.of(".inf", new Text(".inf")),
                Arguments.of("1.2.3", new Text("1.2.3")),
                Arguments.of("1".repeat(50), new Text("1".repeat(50))),
                Arguments.of("~", new Null()),
                Arguments.of("null", new Null()),
                Arguments.of("", new Null()),
                Arguments.of("Null", new Text("Null")),
                Arguments.of("''", new Text("")),
                Arguments.of("'~'", new Text("~")),
                Arguments.of("|\n  a\n  b", new Text("a\nb\n")),
                Arguments.of("it's", new Text("it's")),
                Arguments.of("[NO, 010, 1]", new Many(List.of(new Text("NO"), new Text("010"), new Whole(1)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scalars")
    void aValueKeepsItsMeaning(String yaml, ParameterValue expected) throws IOException {
        write("common_params.yaml", "value: " + yaml + "\n");

        assertThat(load().byName().get("value")).extracting("value").isEqualTo(expected);
    }

    @Test
    void theCountryWinsDeepDownAndTheRequestLast() throws IOException {
        write(
                "common_params.yaml",
                "dates:\n  start: 2024-01-01\n  end: 2024-02-01\nlist: [1, 2]\nplain: 1\nmixed: 5\n");
        write("bolivia.yaml", "dates:\n  end: 2025-02-01\nlist: [3]\nmixed:\n  inner: 6\n");

        Map<String, GivenParameter> parameters = CountryParameters.load(
                        confined(),
                        new Country("bolivia"),
                        Map.of("plain", new Whole(9), "more", new Text("m")),
                        new LastGood())
                .byName();

        assertThat(parameters)
                .isEqualTo(Map.of(
                        "dates_start", new GivenParameter.Fixed(new Text("2024-01-01"), "common_params.yaml line 2"),
                        "dates_end", new GivenParameter.Fixed(new Text("2025-02-01"), "bolivia.yaml line 2"),
                        "list", new GivenParameter.Fixed(new Many(List.of(new Whole(3))), "bolivia.yaml line 3"),
                        "mixed_inner", new GivenParameter.Fixed(new Whole(6), "bolivia.yaml line 5"),
                        "plain", new GivenParameter.Fixed(new Whole(9), "request"),
                        "more", new GivenParameter.Fixed(new Text("m"), "request")));
    }

    @Test
    void aCountrysFileIsFoundInLowerCaseToo() throws IOException {
        write("bolivia.yaml", "a: 1\n");

        assertThat(CountryParameters.load(confined(), new Country("BOLIVIA"), Map.of(), new LastGood())
                        .countryKnown())
                .isTrue();
        assertThat(CountryParameters.load(confined(), new Country("peru"), Map.of(), new LastGood())
                        .countryKnown())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "~\n", "{}\n"})
    void anEmptyFileHasNoParameters(String yaml) throws IOException {
        write("common_params.yaml", yaml);

        assertThat(load().byName()).isEmpty();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("a: 1\nb: 2\na: 3\n", "line 3"),
                Arguments.of("a: 1\nb:\n  c: 1\n  c: 2\n", "line 4"),
                Arguments.of("a: 1\n1: x\n", "line 2"),
                Arguments.of("a: 1\ntrue: x\n", "line 2"),
                Arguments.of("~: x\n", "line 1"),
                Arguments.of("? [a, b]\n: x\n", "line 1"),
                Arguments.of("base: &b\n  x: 1\nother:\n  <<: *b\n", "line 4"),
                Arguments.of("- a\n- b\n", "line 1"),
                Arguments.of("just text\n", "line 1"),
                Arguments.of("a: 1\nb: []\n", "line 2"),
                Arguments.of("a:\n  - 1\n  - [2]\n", "line 3"),
                Arguments.of("a:\n  - b: 1\n", "line 2"),
                Arguments.of("a: !mine 1\n", "line 1"),
                Arguments.of("a: 1\n  b: 2\n", "line 2"),
                Arguments.of("a: 'open\n", "line"),
                Arguments.of("a_b: 1\na:\n  b: 2\n", "line 3"),
                Arguments.of("a: 1\n--- \nb: 2\n", "common_params.yaml"),
                Arguments.of("a: &a\n  b: *a\n", "at most"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatIsNotRightIsRefusedWithFileAndLine(String yaml, String where) throws IOException {
        write("common_params.yaml", yaml);

        assertThatThrownBy(this::load)
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("common_params.yaml")
                .hasMessageContaining(where);
    }

    @Test
    void aCollisionAcrossFilesNamesBoth() throws IOException {
        write("common_params.yaml", "date_start: 1\n");
        write("bolivia.yaml", "date:\n  start: 2\n");

        assertThatThrownBy(this::load)
                .hasMessageContaining("common_params.yaml line 1")
                .hasMessageContaining("bolivia.yaml line 2");
    }

    @Test
    @Timeout(10)
    void aFileThatGrowsThroughAnchorsIsRefused() throws IOException {
        StringBuilder bomb = new StringBuilder("l0: &l0 {a: 1, b: 2}\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("l%d: &l%d {a: *l%d, b: *l%d}\n".formatted(i, i, i - 1, i - 1));
        }
        write("common_params.yaml", bomb.toString());

        assertThatThrownBy(this::load).isInstanceOf(BridgeException.InvalidRequest.class);
    }

    @Test
    void anAnchorMayBeUsedAgain() throws IOException {
        write("common_params.yaml", "a: &x 5\nb: *x\n");

        assertThat(load().byName().get("b")).extracting("value").isEqualTo(new Whole(5));
    }

    @Test
    void aBrokenFileIsNotRepeatedInTheMessage() throws IOException {
        write("common_params.yaml", "password: hunter2 : x: [\n");

        assertThatThrownBy(this::load).hasMessageNotContaining("hunter2");
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        Files.write(folder.resolve("common_params.yaml"), "a: S\u00e3o\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(this::load).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"password", "db_password", "API_TOKEN", "client_secret_id", "access_key", "apikey", "dbPwd"})
    void aNameThatSoundsLikeASecretIsMasked(String name) {
        assertThat(ParameterText.shown(name, new Text("hunter2"), Set.of())).isEqualTo(ParameterText.MASK);
    }

    @Test
    void otherValuesAreShown() {
        assertThat(ParameterText.shown("nation", new Text("PERU"), Set.of())).isEqualTo("PERU");
        assertThat(ParameterText.shown("nation", new Text("PERU"), Set.of("nation")))
                .isEqualTo(ParameterText.MASK);
        assertThat(ParameterText.shown("keys", new Many(List.of(new Whole(1), new Null())), Set.of()))
                .isEqualTo("1, NULL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void whatIsNestedTooDeeplyIsRefusedBeforeItIsRead(String opening) throws IOException {
        write("bolivia.yaml", "a:\n  " + opening.repeat(100_000));
        assertThatThrownBy(this::load)
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("bolivia.yaml line 2")
                .hasMessageContaining("nested at most 50 deep");
    }

    private CountryParameters load() {
        return CountryParameters.load(confined(), new Country("bolivia"), Map.of(), new LastGood());
    }

    private ConfinedFolder confined() {
        return ConfinedFolder.below(folder, Optional.empty(), "config_path");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
