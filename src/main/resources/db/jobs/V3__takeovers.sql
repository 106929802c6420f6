-- How many workers were lost while they ran the query. Runs unchanged on SQL Server and H2.
ALTER TABLE bridge.job_query ADD takeovers INT DEFAULT 0 NOT NULL;
