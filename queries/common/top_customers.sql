-- @description The customers with the largest balance
--
-- T-SQL takes a parameter after TOP in parentheses only. TOP {top_customers} would work too: the bridge adds them.
SELECT TOP ({top_customers})
       c.c_custkey,
       c.c_name,
       c.c_acctbal,
       c.c_mktsegment
FROM dbo.customer AS c
-- The key makes the order total, so that two runs agree on who is last.
ORDER BY c.c_acctbal DESC, c.c_custkey
