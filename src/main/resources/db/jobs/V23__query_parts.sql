-- Queries whose parts several processes read; see V1__jobs.sql for the placeholders. Runs unchanged on SQL Server and H2.
-- What stands here goes with the end of its query (store.JobWriter), or with its job.

-- Into which parts a query was divided, by its attempt that was the first to do so, and what has to be the same for another attempt to go on.
CREATE TABLE bridge.part_plan (
    job_id          NVARCHAR(64) NOT NULL,
    query_name      NVARCHAR(128) ${exact} NOT NULL,
    -- Of which attempt it is; the folder of its files.
    attempt         NVARCHAR(64) ${exact} NOT NULL,
    -- Digests of the statement for all rows, and of what its window was decided by.
    statement       NVARCHAR(256) ${exact} NOT NULL,
    basis           NVARCHAR(64) ${exact} NOT NULL,
    -- How far its stream is once the rows are loaded, and how sure that is.
    position        ${text},
    completeness    NVARCHAR(32) NOT NULL,
    current_as_of   ${time},
    CONSTRAINT part_plan_pk PRIMARY KEY (job_id, query_name),
    CONSTRAINT part_plan_job FOREIGN KEY (job_id) REFERENCES bridge.job (job_id) ON DELETE CASCADE
);

CREATE TABLE bridge.query_part (
    job_id            NVARCHAR(64) NOT NULL,
    query_name        NVARCHAR(128) ${exact} NOT NULL,
    ordinal           INT NOT NULL,
    attempt           NVARCHAR(64) ${exact} NOT NULL,
    -- How its statement differs from the one for all rows (replication.partition.Narrowed); no parameter of that one is here.
    part_range        ${text} NOT NULL,
    -- waiting, running or done
    state             NVARCHAR(16) NOT NULL,
    -- Counts its readers: one that was overtaken has an older number.
    fence             BIGINT NOT NULL,
    lease_owner       NVARCHAR(64),
    -- Of a process that helps. The one that runs the query reads a part as long as it has the query with this fence.
    lease_until       ${time},
    query_fence       BIGINT,
    rows_read         BIGINT NOT NULL,
    bytes_written     BIGINT NOT NULL,
    -- Of one that is done: its columns and files (extraction.PartResult).
    result            ${text},
    CONSTRAINT query_part_pk PRIMARY KEY (job_id, query_name, ordinal),
    CONSTRAINT query_part_job FOREIGN KEY (job_id) REFERENCES bridge.job (job_id) ON DELETE CASCADE
);

-- For processes that look for something to help with.
CREATE INDEX query_part_offer ON bridge.query_part (state, fence);
