package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.sql.Connection;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.RepeatedTest;

/** Migrations that start together on an empty database. Catches one that fails because another is at it. */
class MigrationRaceTest {

    private static final int PROCESSES = 4;

    @RepeatedTest(20)
    void thoseThatStartTogetherAllFindTheLedger() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DATABASE_TO_UPPER=FALSE;LOCK_TIMEOUT=10000");
        try (Connection keeper = database.getConnection()) {
            StoreFixture.inParallel(PROCESSES, index -> {
                Migrations.makeLedger(database);
                try (Connection connection = database.getConnection()) {
                    assertThat(Statements.list(
                                    connection, "SELECT event_id FROM bridge.sync_ledger", row -> row.getString(1)))
                            .isEmpty();
                }
            });
            assertThat(keeper.isValid(1)).isTrue();
        }
    }

    @RepeatedTest(5)
    void thoseThatStartTogetherAllFindTheStore() throws Exception {
        FixedStoreConfig config = FixedStoreConfig.inMemory();
        StoreFixture.inParallel(PROCESSES, index -> {
            try (JobDatabase database = new JobDatabase(config)) {
                assertThat(new JdbcEventStore(database).waiting()).isZero();
            }
        });
    }
}
