-- Only orders that wait for their buyer to join: an order of a member is never in it.
CREATE INDEX "orders_guests_idx" ON "orders"("shop_id", "customer_id") WHERE member_id IS NULL AND customer_id IS NOT NULL;
