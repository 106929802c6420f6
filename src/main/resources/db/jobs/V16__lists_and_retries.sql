-- Runs unchanged on SQL Server and H2.

-- Whose a job is, in lower case, so that lists can be filtered by it. Jobs of earlier versions, and those that an earlier version makes
-- while both run, have none.
ALTER TABLE bridge.job ADD country NVARCHAR(64);

CREATE INDEX job_country ON bridge.job (country, created_at, job_id);

-- The job whose queries are tried again, and from when its computed parameters count.
ALTER TABLE bridge.job ADD retry_of NVARCHAR(64);
ALTER TABLE bridge.job ADD parameters_as_of ${time};
