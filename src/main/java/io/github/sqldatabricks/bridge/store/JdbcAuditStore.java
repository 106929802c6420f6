package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditFilter;
import io.github.sqldatabricks.bridge.audit.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditStore;
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

/** {@link AuditStore} in a database. All processes add to one chain: its head's row is locked until the commit. */
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
        return database.transaction(Kept.AUDIT, connection -> append(connection, entries));
    }

    private AuditPosition append(Connection connection, List<AuditEntry> entries) throws SQLException {
        AuditPosition last = AuditHead.lock(connection);
        List<AuditRecord> records = new ArrayList<>(entries.size());
        for (AuditEntry entry : entries) {
            AuditRecord next = chain.next(last, entry);
            records.add(next);
            last = next.position();
        }
        AuditRows.insert(connection, records);
        AuditHead.move(connection, last);
        return last;
    }

    @Override
    public boolean contains(String id) {
        return database.transaction(Kept.AUDIT, connection -> AuditRows.contains(connection, id));
    }

    @Override
    public AuditPosition head() {
        return database.transaction(Kept.AUDIT, AuditHead::head);
    }

    @Override
    public AuditPosition anchor() {
        return database.transaction(Kept.AUDIT, AuditHead::anchor);
    }

    @Override
    public List<AuditRecord> newest(AuditFilter filter, long before, int limit) {
        return database.transaction(Kept.AUDIT, connection -> AuditRows.newest(connection, filter, before, limit));
    }

    @Override
    public List<AuditRecord> after(long sequence, int limit) {
        return database.transaction(Kept.AUDIT, connection -> AuditRows.after(connection, sequence, limit));
    }

    @Override
    public Optional<AuditRecord> prune(Duration age, int most, Function<AuditPosition, AuditEntry> report) {
        return database.transaction(Kept.AUDIT, connection -> prune(connection, age, most, report));
    }

    private Optional<AuditRecord> prune(
            Connection connection, Duration age, int most, Function<AuditPosition, AuditEntry> report)
            throws SQLException {
        AuditHead.lock(connection);
        LocalDateTime before = database.now(connection).minus(age);
        Optional<AuditPosition> last =
                AuditRows.lastOlder(connection, AuditHead.anchor(connection).sequence(), before, most);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        // The anchor first: the table refuses to remove what comes after it.
        AuditHead.moveAnchor(connection, last.get());
        AuditRows.remove(connection, last.get());
        AuditPosition added = append(connection, List.of(report.apply(last.get())));
        return AuditRows.after(connection, added.sequence() - 1, 1).stream().findFirst();
    }
}
