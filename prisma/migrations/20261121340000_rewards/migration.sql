-- Rewards of all kinds: what the program gives, what it is worth, and how far it has come at Shopify.
ALTER TABLE "redemptions"
  ADD COLUMN "kind" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "amount_minor" BIGINT,
  ADD COLUMN "grant_key" TEXT,
  ADD COLUMN "lasting" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "fulfilled_gid" TEXT,
  ADD COLUMN "delivery" JSONB NOT NULL DEFAULT '{}';
UPDATE "redemptions" SET "kind" = coalesce("reward" ->> 'kind', ''), "amount_minor" = ("reward" ->> 'amountMinor')::bigint;
-- What the program gives costs nothing.
ALTER TABLE "redemptions" DROP CONSTRAINT "redemptions_cost_positive";
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_cost_not_negative" CHECK ("cost_points" >= 0);

CREATE UNIQUE INDEX "redemptions_shop_id_grant_key_key" ON "redemptions"("shop_id", "grant_key");
CREATE UNIQUE INDEX "redemptions_shop_id_fulfilled_gid_key" ON "redemptions"("shop_id", "fulfilled_gid");
CREATE INDEX "redemptions_taken_idx" ON "redemptions"("shop_id", "reward_id") WHERE "state" <> 'returned';
CREATE INDEX "redemptions_ready_idx" ON "redemptions"("shop_id", "kind", "created_at") WHERE "state" = 'ready';

CREATE TABLE "reward_stocks" (
  "shop_id" INTEGER NOT NULL,
  "reward_id" TEXT NOT NULL,
  CONSTRAINT "reward_stocks_pkey" PRIMARY KEY ("shop_id", "reward_id")
);

CREATE TABLE "credit_collections" (
  "shop_id" INTEGER NOT NULL,
  "id" UUID NOT NULL,
  "member_id" UUID NOT NULL,
  "redemption_id" UUID NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'open',
  "amount_minor" BIGINT NOT NULL,
  "points" BIGINT NOT NULL,
  "delivery" JSONB NOT NULL DEFAULT '{}',
  "transaction_gid" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "done_at" TIMESTAMPTZ(3),
  CONSTRAINT "credit_collections_pkey" PRIMARY KEY ("shop_id", "id")
);
ALTER TABLE "credit_collections" ADD CONSTRAINT "credit_collections_positive" CHECK ("amount_minor" > 0 AND "points" > 0);
CREATE UNIQUE INDEX "credit_collections_shop_id_transaction_gid_key" ON "credit_collections"("shop_id", "transaction_gid");
CREATE UNIQUE INDEX "credit_collections_open_key" ON "credit_collections"("shop_id", "member_id") WHERE "state" = 'open';
