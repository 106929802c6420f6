package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Secrets of requests in a store, through real SQL. Catches a secret, or a hash that gives it away to whoever tries, in
 * any column; jobs that a restart with the same key can't run; and a wrong key that breaks more than the jobs it must.
 */
abstract class SealedParametersContract extends StoreFixture {

    private static final String SECRET = "hunter2-\u00f1and\u00fa";
    private static final String KEY = key('k');
    private static final String OTHER_KEY = key('o');

    private JobTracker sealing;

    /** The database under test, with a key to seal parameters. */
    abstract FixedStoreConfig config(String key);

    @BeforeEach
    void seal() {
        sealing = tracker(KEY);
    }

    @Test
    void noColumnHasTheSecretNorItsHash() {
        NewJob job = job(UUID.randomUUID().toString());
        sealing.create(job);
        assertThat(everything())
                .isNotEmpty()
                .noneMatch(value -> value.contains(SECRET) || value.contains("1234567"))
                .doesNotContain(Hashes.of(JobJson.write(job.request())));
    }

    @Test
    void aRestartWithTheSameKeyReadsTheParametersAndKnowsTheRequestAgain() {
        String key = UUID.randomUUID().toString();
        NewJob job = job(key);
        sealing.create(job);
        JobTracker restarted = tracker(KEY);
        assertThat(restarted.parameters(job.id())).isEqualTo(job.request().parameters());
        assertThat(restarted.findByKey("ana", new IdempotencyKey(key), job.request(), Optional.empty()))
                .get()
                .extracting("id")
                .isEqualTo(job.id());
        assertThatThrownBy(() -> restarted.create(Jobs.keyed("ana", key, request("another"))))
                .isInstanceOf(BridgeException.KeyReused.class);
    }

    @Test
    void anotherKeyOrNoneFailsOnlyWhatNeedsTheParameters() {
        NewJob job = job(UUID.randomUUID().toString());
        sealing.create(job);
        for (JobTracker other : List.of(tracker(OTHER_KEY), tracker)) {
            assertThatThrownBy(() -> other.parameters(job.id()))
                    .isInstanceOf(BridgeException.RemotePermanent.class)
                    .hasMessageContaining("bridge.jobs.parameter-key")
                    .extracting(error -> ((BridgeException) error).code())
                    .isEqualTo("parameters-unreadable");
            assertThat(other.find(job.id()).queries()).isEqualTo(job.queries());
            assertThat(ids(Jobs.filter(Optional.empty(), Set.of(), 9, 0))).containsExactly(job.id());
        }
    }

    @Test
    void sealedParametersOfOneJobAreNoneOfAnother() {
        NewJob one = job(UUID.randomUUID().toString());
        NewJob other = job(UUID.randomUUID().toString());
        sealing.create(one);
        sealing.create(other);
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.job SET request = (SELECT o.request FROM bridge.job o WHERE o.job_id = ?) WHERE job_id"
                        + " = ?",
                one.id().value(),
                other.id().value()));
        assertThatThrownBy(() -> sealing.parameters(other.id())).isInstanceOf(BridgeException.RemotePermanent.class);
    }

    @Test
    void aJobFromBeforeTheKeyCanStillBeRun() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        assertThat(sealing.parameters(job.id())).isEqualTo(job.request().parameters());
    }

    JobTracker tracker(String key) {
        return new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(config(key))),
                new JdbcLeaseStore(database),
                new FixedJobConfig(Duration.ofMinutes(1)),
                UUID.randomUUID().toString());
    }

    private static NewJob job(String key) {
        NewJob job = Jobs.keyed("ana", key, request(SECRET));
        return new NewJob(
                job.id(),
                job.owner(),
                job.key(),
                job.request(),
                Set.of("password"),
                job.destination(),
                job.queries(),
                Optional.empty());
    }

    private static ExtractionRequest request(String secret) {
        ExtractionRequest plain = Jobs.request("q");
        return new ExtractionRequest(
                plain.queriesPath(),
                plain.configPath(),
                plain.country(),
                plain.destination(),
                plain.queries(),
                plain.overwrite(),
                plain.chunkSize(),
                Map.of("password", new ParameterValue.Text(secret), "pin", new ParameterValue.Whole(1234567)),
                plain.limit());
    }

    /** All values of all columns of all tables. */
    private List<String> everything() {
        return database.run(connection -> {
            List<String> values = new ArrayList<>();
            for (String[] column : Statements.list(
                    connection,
                    "SELECT TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE LOWER(TABLE_SCHEMA) = ?",
                    row -> new String[] {row.getString(1), row.getString(2)},
                    "bridge")) {
                values.addAll(Statements.list(
                        connection,
                        "SELECT " + column[1] + " FROM bridge." + column[0] + " WHERE " + column[1] + " IS NOT NULL",
                        row -> row.getString(1)));
            }
            return values;
        });
    }

    private static String key(char of) {
        return Base64.getEncoder().encodeToString(String.valueOf(of).repeat(32).getBytes());
    }
}
