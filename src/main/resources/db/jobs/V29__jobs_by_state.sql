-- Runs unchanged on SQL Server and H2.

-- The newest jobs in a state: the console's overview asks for those that run, that failed and that are done each time.
CREATE INDEX job_state ON bridge.job (state, created_at DESC, job_id);
