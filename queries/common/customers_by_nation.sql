-- @description Customers of one nation with their balance
--
-- Old templates often put a placeholder in quotes, as the next WHERE does. The quotes may stay: the whole string
-- becomes one parameter, so a value such as  O'Higgins  needs no escaping and can do no harm.
SELECT c.c_custkey,
       c.c_name,
       c.c_phone,
       c.c_acctbal,
       n.n_name
FROM dbo.customer AS c
INNER JOIN dbo.nation AS n ON n.n_nationkey = c.c_nationkey
WHERE n.n_name = '{nation}'
