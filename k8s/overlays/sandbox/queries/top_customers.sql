-- @description The customers with the largest balance
SELECT TOP ({top_customers}) c.c_custkey, c.c_name, c.c_acctbal
FROM dbo.customer AS c
ORDER BY c.c_acctbal DESC, c.c_custkey
