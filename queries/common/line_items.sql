-- @description Every line item of a period: the large one
--
-- Name the columns. SELECT * changes its meaning when somebody adds a column to the table.
SELECT l_orderkey,
       l_linenumber,
       l_partkey,
       l_suppkey,
       l_quantity,
       l_extendedprice,
       l_discount,
       l_tax,
       l_returnflag,
       l_linestatus,
       l_shipdate,
       l_commitdate,
       l_receiptdate,
       l_shipmode,
       l_comment
FROM dbo.lineitem
WHERE l_shipdate >= CAST({start_date} AS date)
  AND l_shipdate < CAST({end_date} AS date)
