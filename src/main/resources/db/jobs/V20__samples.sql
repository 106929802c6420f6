-- Runs unchanged on SQL Server and H2; see V1__jobs.sql for the placeholders.

-- How far a query was, some seconds after its job's creation: at most 120 rows a query, however long it runs (store.SampleWriter).
CREATE TABLE bridge.job_sample (
    job_id         NVARCHAR(64) NOT NULL,
    query_name     NVARCHAR(128) ${exact} NOT NULL,
    slot           INT NOT NULL,
    attempt        INT NOT NULL,
    rows_extracted BIGINT NOT NULL,
    bytes_written  BIGINT NOT NULL,
    CONSTRAINT job_sample_pk PRIMARY KEY (job_id, query_name, slot),
    CONSTRAINT job_sample_job FOREIGN KEY (job_id) REFERENCES bridge.job (job_id) ON DELETE CASCADE
);

-- For the last job of each country and state.
CREATE INDEX job_newest ON bridge.job (country, state, owner_name, created_at);
