package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.audit.AuditVerification;
import io.github.sqldatabricks.bridge.extraction.LandedRows;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.messaging.ExtractionSubmission;
import io.github.sqldatabricks.bridge.messaging.sync.EventPoller;
import io.github.sqldatabricks.bridge.ops.DatabaseSetup;
import io.github.sqldatabricks.bridge.ops.Dependencies;
import io.github.sqldatabricks.bridge.ops.EventsTableSetup;
import io.github.sqldatabricks.bridge.ops.SqlConsole.SandboxConsoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

/** What commands use of the started service; made when it is asked for. */
@ApplicationScoped
class Services {

    private final Instance<ExtractionSubmission> submission;
    private final Instance<JobTracker> tracker;
    private final Instance<LandedRows> landedRows;
    private final Instance<Dependencies> dependencies;
    private final Instance<DatabaseSetup> databaseSetup;
    private final Instance<EventsTableSetup> eventsTable;
    private final Instance<EventPoller> poller;
    private final Instance<SandboxConsoles> sandboxWorlds;
    private final Instance<AuditVerification> auditVerification;

    Services(
            Instance<ExtractionSubmission> submission,
            Instance<JobTracker> tracker,
            Instance<LandedRows> landedRows,
            Instance<Dependencies> dependencies,
            Instance<DatabaseSetup> databaseSetup,
            Instance<EventsTableSetup> eventsTable,
            Instance<EventPoller> poller,
            Instance<SandboxConsoles> sandboxWorlds,
            Instance<AuditVerification> auditVerification) {
        this.submission = submission;
        this.tracker = tracker;
        this.landedRows = landedRows;
        this.dependencies = dependencies;
        this.databaseSetup = databaseSetup;
        this.eventsTable = eventsTable;
        this.poller = poller;
        this.sandboxWorlds = sandboxWorlds;
        this.auditVerification = auditVerification;
    }

    ExtractionSubmission submission() {
        return submission.get();
    }

    JobTracker tracker() {
        return tracker.get();
    }

    LandedRows landedRows() {
        return landedRows.get();
    }

    /** Both worlds and the job store. */
    Dependencies dependencies() {
        return dependencies.get();
    }

    DatabaseSetup databaseSetup() {
        return databaseSetup.get();
    }

    EventsTableSetup eventsTable() {
        return eventsTable.get();
    }

    EventPoller poller() {
        return poller.get();
    }

    AuditVerification auditVerification() {
        return auditVerification.get();
    }

    /** Only with the sandbox. */
    SandboxConsoles sandboxWorlds() {
        return sandboxWorlds.get();
    }
}
