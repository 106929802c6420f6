-- How many rows the query is expected to have; NULL when nobody knows. Runs unchanged on SQL Server and H2.
ALTER TABLE bridge.job_query ADD estimated_rows BIGINT;
