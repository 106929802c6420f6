-- Runs unchanged on SQL Server and H2. ${text} is text of any length, ${time} is UTC, ${exact} makes case matter.

CREATE TABLE bridge.job (
    job_id           NVARCHAR(64) NOT NULL,
    owner_name       NVARCHAR(256) ${exact} NOT NULL,
    request          ${text} NOT NULL,
    destination      NVARCHAR(1024) NOT NULL,
    state            NVARCHAR(16) NOT NULL,
    error            ${text},
    cancel_requested SMALLINT NOT NULL,
    version          BIGINT NOT NULL,
    created_at       ${time} NOT NULL,
    started_at       ${time},
    ended_at         ${time},
    CONSTRAINT job_pk PRIMARY KEY (job_id)
);

CREATE INDEX job_created_at ON bridge.job (created_at, job_id);

CREATE TABLE bridge.job_query (
    job_id         NVARCHAR(64) NOT NULL,
    query_name     NVARCHAR(128) ${exact} NOT NULL,
    ordinal        INT NOT NULL,
    folder         NVARCHAR(1024) NOT NULL,
    state          NVARCHAR(16) NOT NULL,
    lease_owner    NVARCHAR(64),
    lease_until    ${time} NOT NULL,
    fence          BIGINT NOT NULL,
    attempts       INT NOT NULL,
    rows_extracted BIGINT NOT NULL,
    bytes_written  BIGINT NOT NULL,
    elapsed_ms     BIGINT NOT NULL,
    started_at     ${time},
    ended_at       ${time},
    outcome        ${text},
    CONSTRAINT job_query_pk PRIMARY KEY (job_id, query_name),
    CONSTRAINT job_query_job FOREIGN KEY (job_id) REFERENCES bridge.job (job_id) ON DELETE CASCADE
);

CREATE INDEX job_query_lease ON bridge.job_query (state, lease_until);

-- One row per folder that an unfinished query writes to. A path can be longer than an index key, so its SHA-256 is it.
CREATE TABLE bridge.active_output (
    folder_hash NCHAR(64) NOT NULL,
    job_id      NVARCHAR(64) NOT NULL,
    query_name  NVARCHAR(128) ${exact} NOT NULL,
    CONSTRAINT active_output_pk PRIMARY KEY (folder_hash),
    CONSTRAINT active_output_job FOREIGN KEY (job_id) REFERENCES bridge.job (job_id) ON DELETE CASCADE
);

-- key_hash is the SHA-256 of principal and key, body_hash that of the request.
CREATE TABLE bridge.idempotency_key (
    key_hash  NCHAR(64) NOT NULL,
    body_hash NCHAR(64) NOT NULL,
    job_id    NVARCHAR(64) NOT NULL,
    CONSTRAINT idempotency_key_pk PRIMARY KEY (key_hash),
    CONSTRAINT idempotency_key_job FOREIGN KEY (job_id) REFERENCES bridge.job (job_id) ON DELETE CASCADE
);
