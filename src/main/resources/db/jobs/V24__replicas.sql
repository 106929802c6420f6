-- The processes of the service, each with what it told of itself last; see V1__jobs.sql for the placeholders. Runs unchanged on SQL Server and H2.
CREATE TABLE bridge.replica (
    replica_name  NVARCHAR(64) ${exact} NOT NULL,
    host_name     NVARCHAR(256) NOT NULL,
    app_version   NVARCHAR(64) NOT NULL,
    started_at    ${time} NOT NULL,
    beat_at       ${time} NOT NULL,
    draining      SMALLINT NOT NULL,
    queries       INT NOT NULL,
    query_threads INT NOT NULL,
    events        INT NOT NULL,
    event_threads INT NOT NULL,
    CONSTRAINT replica_pk PRIMARY KEY (replica_name)
);
