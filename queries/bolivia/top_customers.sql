-- @description The customers with the largest balance, of Bolivia's market segments only
--
-- This file takes the place of queries/common/top_customers.sql for the country bolivia, because its name is the same.
SELECT TOP ({top_customers})
       c.c_custkey,
       c.c_name,
       c.c_acctbal,
       c.c_mktsegment
FROM dbo.customer AS c
WHERE c.c_mktsegment IN ({market_segments})
ORDER BY c.c_acctbal DESC, c.c_custkey
