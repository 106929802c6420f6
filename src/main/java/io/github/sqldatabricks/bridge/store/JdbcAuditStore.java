package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@link AuditStore} in a database. All processes add to one chain: each makes its records on the head that it has seen, and adds
 * them by one batch that moves the head; when another one has moved it first, they are made anew.
 */
@ApplicationScoped
public class JdbcAuditStore implements AuditStore {

    private final JobDatabase database;
    private final AuditChain chain;

    @Inject
    public JdbcAuditStore(JobDatabase database, AuditConfig config) {
        this(database, AuditChain.of(config.key()));
    }

    JdbcAuditStore(JobDatabase database, AuditChain chain) {
        this.database = database;
        this.chain = chain;
    }

    @Override
    public AuditPosition append(List<AuditEntry> entries) {
        return database.change(StoreErrors.AUDIT, (connection, changes) -> {
            AuditPosition head = AuditRows.head(connection);
            List<AuditRecord> records = new ArrayList<>(entries.size());
            AuditPosition last = head;
            for (AuditEntry entry : entries) {
                records.add(chain.next(last, entry));
                last = records.get(records.size() - 1).position();
            }
            AuditRows.move(changes, head, last);
            AuditRows.insert(changes, records);
            return last;
        });
    }

    @Override
    public boolean contains(String id) {
        return database.run(StoreErrors.AUDIT, connection -> AuditRows.contains(connection, id));
    }

    @Override
    public AuditPosition head() {
        return database.run(StoreErrors.AUDIT, AuditRows::head);
    }

    @Override
    public AuditPosition anchor() {
        return database.run(StoreErrors.AUDIT, AuditRows::anchor);
    }

    @Override
    public List<AuditRecord> newest(AuditStore.Filter filter, long before, int limit) {
        return database.run(StoreErrors.AUDIT, connection -> AuditRows.newest(connection, filter, before, limit));
    }

    @Override
    public List<AuditRecord> after(long sequence, int limit) {
        return database.run(StoreErrors.AUDIT, connection -> AuditRows.after(connection, sequence, limit));
    }

    @Override
    public Optional<AuditRecord> prune(Duration age, int most, Function<AuditPosition, AuditEntry> report) {
        return database.change(
                StoreErrors.AUDIT, (connection, changes) -> prune(connection, changes, age, most, report));
    }

    private Optional<AuditRecord> prune(
            Connection connection, Changes changes, Duration age, int most, Function<AuditPosition, AuditEntry> report)
            throws SQLException {
        AuditPosition anchor = AuditRows.anchor(connection);
        LocalDateTime before = database.now(connection).minus(age);
        Optional<AuditPosition> last = AuditRows.lastOlder(connection, anchor.sequence(), before, most);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        AuditEntry told = report.apply(last.get());
        // Last: others move it all the time.
        AuditPosition head = AuditRows.head(connection);
        AuditRecord added = chain.next(head, told);
        AuditRows.move(changes, head, added.position());
        // The anchor first: the table refuses to remove what comes after it.
        AuditRows.moveAnchor(changes, anchor, last.get());
        AuditRows.remove(changes, last.get());
        AuditRows.insert(changes, List.of(added));
        return Optional.of(added);
    }
}
