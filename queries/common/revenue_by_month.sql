-- @description Revenue by year and month: an aggregate that SQL Server computes
-- @default min_discount 0.00
--
-- A parameter with a default (above) need not be given. 0.00 stays an exact decimal on the whole way.
WITH shipped AS (
    SELECT YEAR(l_shipdate) AS ship_year,
           MONTH(l_shipdate) AS ship_month,
           l_extendedprice * (1 - l_discount) AS revenue
    FROM dbo.lineitem
    WHERE l_shipdate >= CAST({start_date} AS date)
      AND l_shipdate < CAST({end_date} AS date)
      AND l_discount >= {min_discount}
)
SELECT ship_year,
       ship_month,
       COUNT(*) AS line_items,
       SUM(revenue) AS revenue
FROM shipped
GROUP BY ship_year, ship_month
