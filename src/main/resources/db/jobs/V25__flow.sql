-- What each process has moved in each minute, kept for 7 days (flow.FlowStore); see V1__jobs.sql for the placeholders. Runs unchanged on
-- SQL Server and H2.
CREATE TABLE bridge.flow_minute (
    -- Since 1970-01-01T00:00 UTC.
    minute_number BIGINT NOT NULL,
    direction     NVARCHAR(16) ${exact} NOT NULL,
    replica_name  NVARCHAR(64) ${exact} NOT NULL,
    rows_moved    BIGINT NOT NULL,
    bytes_moved   BIGINT NOT NULL,
    ended         BIGINT NOT NULL,
    failed        BIGINT NOT NULL,
    CONSTRAINT flow_minute_pk PRIMARY KEY (minute_number, direction, replica_name)
);
