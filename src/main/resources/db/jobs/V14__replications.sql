-- What is known of replications between their runs; see V1__jobs.sql for the placeholders. Runs unchanged on SQL Server and H2.
-- No table and no column is named replication: that is a reserved word of T-SQL.
CREATE TABLE bridge.replication_schedule (
    name       NVARCHAR(64) ${exact} NOT NULL,
    paused_by  NVARCHAR(256),
    paused_at  ${time},
    -- All times of its schedule up to this one are done with.
    done_until ${time},
    CONSTRAINT replication_schedule_pk PRIMARY KEY (name)
);

CREATE TABLE bridge.replication_stream (
    replication_name NVARCHAR(64) ${exact} NOT NULL,
    stream        NVARCHAR(128) ${exact} NOT NULL,
    -- Grows with each reset: a run of an older generation moves nothing on.
    generation    BIGINT NOT NULL,
    -- A copy of what stands with the rows in Delta; NULL until the first load, and after a reset.
    position      ${text},
    -- 1 when all rows are to be read and are to replace those that are there.
    reset         SMALLINT NOT NULL,
    -- Who lets one load pass its limits.
    approved_by   NVARCHAR(256),
    load_id       NVARCHAR(64),
    job_id        NVARCHAR(64),
    rows_loaded   BIGINT,
    loaded_at     ${time},
    -- As of when the target has everything of the source, as far as its kind of change can tell.
    current_as_of ${time},
    completeness  NVARCHAR(32),
    failures      BIGINT NOT NULL,
    error_code    NVARCHAR(64),
    failed_at     ${time},
    -- How old the target may become before somebody is told, in seconds; NULL for any age.
    fresh_for     BIGINT,
    -- What was told last: failed or late; NULL when there is nothing to tell.
    told          NVARCHAR(16),
    CONSTRAINT replication_stream_pk PRIMARY KEY (replication_name, stream)
);
