CREATE SCHEMA IF NOT EXISTS main.shop;

CREATE TABLE main.shop.new_prices (product_id INT, product_name STRING, price DECIMAL(10, 2));
INSERT INTO main.shop.new_prices VALUES
  (1, 'Product 1', 8.49), (2, 'Product 2', 8.99), (101, 'Product 101', 49.90);

INSERT INTO bridge.events.bridge_events
  (event_id, operation, source_table, target_table, primary_keys, rows_expected, priority)
VALUES
  ('new-prices', 'UPSERT', 'main.shop.new_prices', 'dbo.pricing', array('product_id'), 3, 2);

INSERT INTO bridge.events.bridge_events (event_id, operation, target_table, filter_conditions, priority)
VALUES
  ('end-of-line', 'DELETE', 'dbo.stock', '{"warehouse": "La Paz", "discontinued": "true"}', 1),
  ('a-mistake', 'DELETE', 'dbo.stock', '{"warehouse": "Zurich"}', 0);
