-- A conflict of the ledger is settled by a person, with a note, and stays to be read.
ALTER TABLE "ledger_conflicts"
  ADD COLUMN "settled_at" TIMESTAMPTZ(3),
  ADD COLUMN "settled_by" TEXT,
  ADD COLUMN "note" TEXT;

-- Query: the dead letters of a shop, newest first.
CREATE INDEX "inbox_dead_idx" ON "inbox_events"("shop_id", "id" DESC) WHERE "state" = 'dead';

-- Query: the tasks of a shop that were given up, and those that failed so far.
CREATE INDEX "outbox_failed_idx" ON "outbox_tasks"("shop_id", "created_at") WHERE "last_error" IS NOT NULL;

-- Query: rewards of a shop that Shopify refused, newest first.
CREATE INDEX "redemptions_refused_idx" ON "redemptions"("shop_id", "created_at" DESC) WHERE "state" = 'returned' AND "failure" IS NOT NULL;
