-- @description Orders of a period
SELECT order_id, customer_id, ordered_at, amount
FROM dbo.Orders
WHERE ordered_at >= {start_date} AND ordered_at < {end_date} AND status IN ({statuses})
