package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery.SecretParameters;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.testing.FakeLandingZone;
import io.github.sqldatabricks.bridge.testing.FakeRowFileWriter;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches rows of other parameters that are taken for those that were asked for, and secrets in what is said of them. */
class OutputCheckTest {

    private static final VolumePath FOLDER = new VolumePath("/Volumes/main/bridge/landing/bolivia/orders");
    private static final String SECRET = "password-of-orders";

    @TempDir
    private Path root;

    private final FakeLandingZone zone = new FakeLandingZone();
    private String database = "sql1/Sales";

    /** What a request asks for; each test changes one thing. */
    private record Wanted(String template, Object day, String code, OptionalLong limit, int chunkSize) {

        static final Wanted FIRST = new Wanted("abc", "mon", SECRET, OptionalLong.empty(), 10);

        PlannedQuery planned() {
            ParameterValue value = day instanceof List<?> days
                    ? new ParameterValue.Many(days.stream()
                            .<ParameterValue.Scalar>map(one -> new ParameterValue.Text((String) one))
                            .toList())
                    : new ParameterValue.Text((String) day);
            ParameterValue secret = new ParameterValue.Text(code);
            RowQuery query = new RowQuery(
                    new Country("bolivia"), new QueryName("orders"), "SELECT 1", List.of(), limit, Map.of());
            return new PlannedQuery(
                    query,
                    template,
                    Map.of("day", value, "code", secret),
                    Map.of(
                            "day",
                            day instanceof List<?> days ? String.join(", ", texts(days)) : (String) day,
                            "code",
                            "********"),
                    new SecretParameters(Map.of("code", secret)),
                    FOLDER,
                    false,
                    chunkSize);
        }

        private static List<String> texts(List<?> values) {
            return values.stream().map(String.class::cast).toList();
        }
    }

    @Test
    void theSameAskedAgainIsSkippedWhateverTheRowsPerFile() {
        run(Wanted.FIRST);

        assertThat(run(Wanted.FIRST)).isInstanceOf(QueryOutcome.Skipped.class);
        assertThat(run(new Wanted("abc", "mon", SECRET, OptionalLong.empty(), 3)))
                .isInstanceOf(QueryOutcome.Skipped.class);
    }

    @Test
    void whatDecidesTheRowsIsNamedWhenItDiffers() {
        run(Wanted.FIRST);

        refused(new Wanted("abc", "tue", SECRET, OptionalLong.empty(), 10), "parameter day (mon there, tue asked for)");
        refused(new Wanted("def", "mon", SECRET, OptionalLong.empty(), 10), "the template's text");
        refused(new Wanted("abc", "mon", SECRET, OptionalLong.of(10), 10), "limit (none there, 10 asked for)");
        refused(new Wanted("abc", "mon", "password-of-others", OptionalLong.empty(), 10), "a secret parameter (code)");
        database = "sql2/Sales";
        refused(Wanted.FIRST, "database (sql1/Sales there, sql2/Sales asked for)");
    }

    @Test
    void aListIsNotTheTextThatLooksLikeIt() {
        run(new Wanted("abc", "a, b", SECRET, OptionalLong.empty(), 10));

        refused(
                new Wanted("abc", List.of("a", "b"), SECRET, OptionalLong.empty(), 10),
                "the kind of a parameter's value");
    }

    @Test
    void theManifestTellsNoSecret() {
        run(Wanted.FIRST);

        assertThat(zone.manifest(FOLDER)).contains("pbkdf2-sha256:").doesNotContain(SECRET);
    }

    @Test
    void anOlderManifestIsComparedAsFarAsItTellsAndNotWithSecrets() {
        run(Wanted.FIRST);
        refused(Wanted.FIRST, this::asOfEarlierVersions, "the secret parameters [code]");
        refused(
                new Wanted("abc", "tue", SECRET, OptionalLong.empty(), 10),
                this::asOfEarlierVersions,
                "parameter day (mon there, tue asked for)");
    }

    @Test
    void filesWithoutAManifestThatCanBeReadAreRefused() {
        run(Wanted.FIRST);
        refused(Wanted.FIRST, there -> new LandedOutput.Unlabelled(), "without a manifest");
        refused(Wanted.FIRST, there -> new LandedOutput.Whole("{\"rows\": "), "without a manifest");
    }

    @Test
    void aVolumeThatDoesNotAnswerRefusesNoRequest() {
        OutputCheck check = new OutputCheck(
                () -> {
                    throw new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_UNREACHABLE, "no answer", null);
                },
                () -> source());
        check.requireSame(List.of(Wanted.FIRST.planned()));
    }

    private void refused(Wanted wanted, String difference) {
        refused(wanted, there -> there, difference);
        assertThatThrownBy(() -> run(wanted)).hasMessageContaining(difference);
    }

    private void refused(Wanted wanted, UnaryOperator<LandedOutput> change, String difference) {
        OutputCheck check = new OutputCheck(() -> changed(change), this::source);
        assertThatThrownBy(() -> check.requireSame(List.of(wanted.planned())))
                .isInstanceOfSatisfying(
                        BridgeException.Conflict.class,
                        conflict -> assertThat(conflict.code()).isEqualTo("output-differs"))
                .hasMessageContaining(difference)
                .hasMessageContaining(FOLDER.value())
                .message()
                .doesNotContain(SECRET, "password-of-others");
    }

    private LandingZone changed(UnaryOperator<LandedOutput> change) {
        return new LandingZone() {
            @Override
            public Map<VolumePath, LandedOutput> outputs(
                    List<VolumePath> folders, Duration limit, Cancellation cancellation) {
                return Map.of(
                        FOLDER,
                        change.apply(zone.outputs(folders, limit, cancellation).get(FOLDER)));
            }

            @Override
            public StagedOutput open(VolumePath folder, Cancellation cancellation) {
                return zone.open(folder, cancellation);
            }

            @Override
            public StagedOutput openShared(VolumePath folder, Cancellation cancellation) {
                return zone.openShared(folder, cancellation);
            }

            @Override
            public void clear(VolumePath folder, Predicate<VolumePath> stays, Cancellation cancellation) {
                zone.clear(folder, stays, cancellation);
            }
        };
    }

    private LandedOutput asOfEarlierVersions(LandedOutput there) {
        String manifest = ((LandedOutput.Whole) there).manifest();
        return new LandedOutput.Whole(manifest.replaceAll("\"(inputs_digest|database)\" : \"[^\"]*\",?", "")
                .replace("\"source\" : {\n    \n  },", ""));
    }

    private QueryOutcome run(Wanted wanted) {
        try (ExtractionService service = new ExtractionService(
                new FixedExtractionConfig(root), source(), new FakeRowFileWriter(), zone, WorkContext.NONE, "1.0")) {
            return service.run(JobId.random(), wanted.planned(), ExtractionProgress.NONE, new Cancellation());
        }
    }

    private RowSource source() {
        FakeRowSource rows = new FakeRowSource(3);
        return new RowSource() {
            @Override
            public RowStream open(RowQuery query, Cancellation cancellation) {
                return rows.open(query, cancellation);
            }

            @Override
            public Map<String, String> origin(Country country) {
                return Map.of("database", database);
            }
        };
    }
}
