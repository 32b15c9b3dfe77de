-- What of an order's goods went back. Until now the money that went back stood in for it, which also holds shipping and gift cards:
-- a refund of the shipping alone made a member's spend smaller.
ALTER TABLE "orders" ADD COLUMN "returned_minor" BIGINT NOT NULL DEFAULT 0;

-- The same as goodsOf in app/orders/reversal.ts, worked out once from the facts of the orders of which something may have gone back.
WITH touched AS (
  SELECT shop_id, order_id, facts FROM orders
  WHERE facts @? '$.refunds[*]' OR facts @? '$.lines[*] ? (@.removedQuantity > 0)'
), money AS (
  SELECT t.shop_id, t.order_id, coalesce(sum((r ->> 'moneyMinor')::numeric), 0) AS paid_back,
    coalesce(sum((r ->> 'linesMinor')::numeric), 0) AS of_lines, coalesce(sum((r ->> 'shippingMinor')::numeric), 0) AS of_shipping
  FROM touched t LEFT JOIN LATERAL jsonb_path_query(t.facts, '$.refunds[*]') r ON true GROUP BY 1, 2
), lines AS (
  SELECT t.shop_id, t.order_id, l.place, (l.line ->> 'amountMinor')::numeric AS amount, (l.line ->> 'quantity')::numeric AS quantity,
    NOT coalesce((l.line ->> 'tip')::bool, false) AND NOT coalesce((l.line ->> 'giftCard')::bool, false) AS is_goods,
    least((l.line ->> 'quantity')::numeric, greatest((l.line ->> 'removedQuantity')::numeric, (
      SELECT coalesce(sum((r ->> 'quantity')::numeric), 0) FROM jsonb_path_query(t.facts, '$.refunds[*].lines[*]') r
      WHERE r ->> 'lineId' = l.line ->> 'lineId'))) AS gone
  FROM touched t CROSS JOIN LATERAL jsonb_array_elements(
    CASE jsonb_typeof(t.facts -> 'lines') WHEN 'array' THEN t.facts -> 'lines' ELSE '[]' END) WITH ORDINALITY AS l(line, place)
), items AS (
  SELECT *, CASE WHEN quantity > 0 THEN div(amount * gone, quantity) ELSE 0 END AS of_items FROM lines
), sums AS (
  SELECT shop_id, order_id, sum(greatest(0, amount - of_items)) AS whole, sum(of_items) AS of_items FROM items GROUP BY 1, 2
), loose AS (
  SELECT s.shop_id, s.order_id, s.whole,
    least(greatest(0, m.paid_back - greatest(m.of_lines, s.of_items) - m.of_shipping), s.whole) AS loose
  FROM sums s JOIN money m USING (shop_id, order_id)
), shares AS (
  SELECT i.*, l.loose, CASE WHEN l.whole > 0 THEN div(l.loose * greatest(0, i.amount - i.of_items), l.whole) ELSE 0 END AS share,
    CASE WHEN l.whole > 0 THEN mod(l.loose * greatest(0, i.amount - i.of_items), l.whole) ELSE 0 END AS rest
  FROM items i JOIN loose l USING (shop_id, order_id)
), ranked AS (
  SELECT *, loose - sum(share) OVER (PARTITION BY shop_id, order_id) AS missing,
    row_number() OVER (PARTITION BY shop_id, order_id ORDER BY rest DESC, place) AS rank
  FROM shares
), returned AS (
  SELECT shop_id, order_id, amount, is_goods, of_items + share + CASE WHEN rank <= missing THEN 1 ELSE 0 END AS back FROM ranked
), found AS (
  SELECT shop_id, order_id, CASE
      WHEN sum(amount) FILTER (WHERE is_goods) > 0 THEN sum(back) FILTER (WHERE is_goods)
      WHEN bool_and(back >= amount) THEN sum(back)
      ELSE 0
    END AS returned_minor
  FROM returned GROUP BY 1, 2
)
UPDATE orders o SET returned_minor = f.returned_minor FROM found f
WHERE o.shop_id = f.shop_id AND o.order_id = f.order_id AND f.returned_minor > 0;
