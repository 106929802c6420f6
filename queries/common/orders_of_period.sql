-- @description Orders of a period, of some market segments
--
-- {start_date} and {end_date} are bound as statement parameters: nothing is ever pasted into this text.
-- The period is half-open (>= start, < end). BETWEEN would count the last midnight and lose the rest of that day.
SELECT o.o_orderkey,
       o.o_custkey,
       o.o_orderstatus,
       o.o_totalprice,
       o.o_orderdate,
       c.c_mktsegment
FROM dbo.orders AS o
INNER JOIN dbo.customer AS c ON c.c_custkey = o.o_custkey
WHERE o.o_orderdate >= CAST({start_date} AS date)
  AND o.o_orderdate < CAST({end_date} AS date)
  -- {market_segments} is a list in the YAML file; it becomes IN (?, ?, ...).
  AND c.c_mktsegment IN ({market_segments});
