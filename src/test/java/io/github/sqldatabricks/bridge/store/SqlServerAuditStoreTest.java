package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** {@link AuditStoreContract} on the SQL Server that the environment names; and its trigger, which H2 does not have. */
@EnabledIfEnvironmentVariable(named = "BRIDGE_TEST_SQLSERVER_HOST", matches = ".+")
class SqlServerAuditStoreTest extends AuditStoreContract {

    @Override
    StoreConfig config() {
        return FixedStoreConfig.sqlServer();
    }

    @Override
    void tamper(String sql) {
        change("DISABLE TRIGGER bridge.audit_append_only ON bridge.audit_entry");
        try {
            change(sql);
        } finally {
            change("ENABLE TRIGGER bridge.audit_append_only ON bridge.audit_entry");
        }
    }

    @Test
    void theServerItselfRefusesToUpdateOrDelete() {
        store.append(List.of(AuditEntry.of(AuditEvent.by("ana", AuditType.AUTH_SUCCESS, "GET", "/jobs"))));
        for (String sql : List.of(
                "UPDATE bridge.audit_entry SET user_name = 'eve'",
                "DELETE FROM bridge.audit_entry WHERE sequence_number = 1")) {
            assertThatThrownBy(() -> change(sql)).isInstanceOf(BridgeException.class);
        }
        assertThat(store.after(0, 10)).hasSize(1);
        assertThat(store.after(0, 10).get(0).entry().user()).contains("ana");
    }
}
