package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.observe.WorkTraces.TraceOrigins;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** {@link TraceOrigins} in the table of jobs. */
@ApplicationScoped
public class JdbcTraceOrigins implements TraceOrigins {

    private final JobDatabase database;

    public JdbcTraceOrigins(JobDatabase database) {
        this.database = database;
    }

    @Override
    public void keep(JobId job, String traceparent) {
        database.run(connection -> Statements.update(
                connection, "UPDATE bridge.job SET traceparent = ? WHERE job_id = ?", traceparent, job.value()));
    }

    @Override
    public Optional<String> find(JobId job) {
        return database.run(connection -> Statements.one(
                        connection,
                        "SELECT traceparent FROM bridge.job WHERE job_id = ?",
                        row -> Optional.ofNullable(row.getString(1)),
                        job.value())
                .flatMap(kept -> kept));
    }
}
