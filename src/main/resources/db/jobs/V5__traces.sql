-- The trace that a job belongs to (W3C Trace Context), while tracing is on. Runs unchanged on SQL Server and H2.
ALTER TABLE bridge.job ADD traceparent NVARCHAR(64);
