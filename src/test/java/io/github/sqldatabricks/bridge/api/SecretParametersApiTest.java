package io.github.sqldatabricks.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.store.JdbcJobStore;
import io.github.sqldatabricks.bridge.store.JdbcLeaseStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.RequestKeeper;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Secret parameters of requests over HTTP, on a store that lasts. Catches one that is stored in clear, or that comes back
 * to the caller in a server's error message, both those whose name says so and those that only a template declares; and a job that goes on with wrong
 * parameters when its own can't be read.
 */
@QuarkusTest
@TestProfile(LastingService.class)
class SecretParametersApiTest {

    @Inject
    ScriptedRowSource source;

    @Inject
    JobDatabase database;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @Test
    void aSecretIsRefusedWithAWordOnTheKey() {
        for (String name : new String[] {"api_token", "code"}) {
            Response answer = Api.post(with(name, "hunter2", declared()));
            Api.assertProblem(answer, 400, "parameter-key-missing");
            assertThat(answer.asString())
                    .contains(name, "bridge.jobs.parameter-key")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aParameterThatIsNoSecretIsTaken() {
        Api.awaitStatus(Api.extract(with("b", "7", Api.body("q1"))), "completed");
    }

    @Test
    void aServersMessageThatQuotesASecretIsMasked() {
        source.script(
                "declared",
                new FakeRowSource(3)
                        .failAfter(
                                0,
                                new BridgeException.RemotePermanent(
                                        ErrorCode.SQLSERVER_INVALID_VALUE,
                                        "Can't convert the value 'hunter2' to int.")));
        JsonPath failed = Api.awaitStatus(Api.extract(declared()), "failed");
        assertThat(failed.getString("results[0].error"))
                .startsWith("Can't convert the value '********' to int.")
                .contains("-- @param api_token")
                .doesNotContain("hunter2");
    }

    @Test
    void aJobThatWasSealedWithAnotherKeyFailsAndSaysWhy() {
        FixedStoreConfig sealing = FixedStoreConfig.inMemory().withKey("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        JobTracker before = new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(sealing)),
                new JdbcLeaseStore(database),
                new FixedJobConfig(Duration.ZERO),
                UUID.randomUUID().toString());
        Job left = before.create(sealed());
        JsonPath failed = Api.awaitStatus(left.id().value(), "failed");
        assertThat(failed.getString("results[0].error_code")).isEqualTo("parameters-unreadable");
        assertThat(failed.getString("results[0].error")).contains("bridge.jobs.parameter-key");
        assertThat(source.opened("q2")).isZero();
    }

    private static NewJob sealed() {
        VolumePath folder = new VolumePath("/Volumes/main/bridge/sealed");
        QueryName query = new QueryName("q2");
        ExtractionRequest request = new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                new Country("bolivia"),
                Optional.of(folder),
                List.of(query),
                false,
                OptionalInt.empty(),
                Map.of("password", new ParameterValue.Text("hunter2")),
                OptionalLong.empty());
        return new NewJob(
                JobId.random(),
                "ana",
                Optional.empty(),
                request,
                Set.of("password"),
                folder,
                List.of(QueryProgress.pending(query, folder.resolve("q2"))),
                Optional.empty());
    }

    /** Peru's template that declares its parameter a secret. */
    private static String declared() {
        return Api.body("declared").replace("bolivia", "peru");
    }

    private static String with(String parameter, String value, String body) {
        return body.replaceFirst("\\{", "{\"parameters\": {\"" + parameter + "\": \"" + value + "\"}, ");
    }
}
