-- What the members list is filtered and sorted by: one narrow row a member, so that no index of it is paid for by the tables of
-- the ledger (docs/decisions/0014).
CREATE TABLE "member_rows" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "joined_at" TIMESTAMPTZ(3) NOT NULL,
  "available" BIGINT NOT NULL DEFAULT 0,
  "spent_minor" BIGINT NOT NULL DEFAULT 0,
  "paid_until" TIMESTAMPTZ(3),
  "last_order_on" DATE NOT NULL DEFAULT '1970-01-01'::date,
  "orders" INTEGER NOT NULL DEFAULT 0,
  "ready_codes" SMALLINT NOT NULL DEFAULT 0,
  "birthday_month" SMALLINT,
  "blocked" BOOLEAN NOT NULL DEFAULT false,
  "tier_id" TEXT,
  CONSTRAINT "member_rows_pkey" PRIMARY KEY ("shop_id", "member_id")
);
INSERT INTO "member_rows" (shop_id, member_id, joined_at, available, spent_minor, paid_until, last_order_on, orders, ready_codes,
  birthday_month, blocked, tier_id)
SELECT m.shop_id, m.id, m.joined_at, coalesce(b.available, 0), coalesce(o.spent_minor, 0), m.paid_until,
  coalesce(o.last_order_on, '1970-01-01'), coalesce(o.orders, 0), coalesce(r.ready_codes, 0), left(m.birthday, 2)::smallint,
  m.status = 'blocked', m.tier_id
FROM members m
LEFT JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
LEFT JOIN (
  SELECT o.shop_id, o.member_id, sum(o.total_minor - o.refunded_minor) AS spent_minor, max(o.paid_on) AS last_order_on, count(*)::int AS orders
  FROM orders o JOIN shops s ON s.id = o.shop_id
  WHERE o.paid_at IS NOT NULL AND o.cancelled_at IS NULL AND o.currency_code = s.currency_code
    AND (o.refunded_minor < o.total_minor OR o.total_minor = 0) GROUP BY 1, 2
) o ON o.shop_id = m.shop_id AND o.member_id = m.id
LEFT JOIN (
  SELECT shop_id, member_id, least(count(*), 999)::smallint AS ready_codes FROM redemptions WHERE state = 'ready' AND code <> '' GROUP BY 1, 2
) r ON r.shop_id = m.shop_id AND r.member_id = m.id
WHERE m.status IN ('active', 'blocked');
-- Each order of the list is walked within its index alone, however many are passed over: they hold all that filters ask for.
CREATE INDEX "member_rows_shop_id_joined_at_member_id_idx" ON "member_rows"("shop_id", "joined_at", "member_id")
  INCLUDE ("available", "spent_minor", "last_order_on", "paid_until", "orders", "ready_codes", "birthday_month", "blocked", "tier_id");
CREATE INDEX "member_rows_shop_id_available_member_id_idx" ON "member_rows"("shop_id", "available", "member_id")
  INCLUDE ("joined_at", "spent_minor", "last_order_on", "paid_until", "orders", "ready_codes", "birthday_month", "blocked", "tier_id");
CREATE INDEX "member_rows_shop_id_spent_minor_member_id_idx" ON "member_rows"("shop_id", "spent_minor", "member_id")
  INCLUDE ("joined_at", "available", "last_order_on", "paid_until", "orders", "ready_codes", "birthday_month", "blocked", "tier_id");
CREATE INDEX "member_rows_shop_id_last_order_on_member_id_idx" ON "member_rows"("shop_id", "last_order_on", "member_id")
  INCLUDE ("joined_at", "available", "spent_minor", "paid_until", "orders", "ready_codes", "birthday_month", "blocked", "tier_id");
CREATE INDEX "member_rows_tier_idx" ON "member_rows"("shop_id", "tier_id") WHERE "tier_id" IS NOT NULL;
CREATE INDEX "member_rows_birthday_idx" ON "member_rows"("shop_id", "birthday_month") WHERE "birthday_month" IS NOT NULL;
CREATE INDEX "member_rows_codes_idx" ON "member_rows"("shop_id") WHERE "ready_codes" > 0;
CREATE INDEX "member_rows_blocked_idx" ON "member_rows"("shop_id") WHERE "blocked";
CREATE INDEX "member_rows_paid_idx" ON "member_rows"("shop_id", "paid_until") WHERE "paid_until" IS NOT NULL;

CREATE TABLE "member_row_checks" (
  "shop_id" INTEGER NOT NULL,
  "at_shop" INTEGER NOT NULL DEFAULT 0,
  "after_member" UUID,
  CONSTRAINT "member_row_checks_pkey" PRIMARY KEY ("shop_id")
);

CREATE TABLE "saved_views" (
  "shop_id" INTEGER NOT NULL,
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "query" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "saved_views_pkey" PRIMARY KEY ("shop_id", "id")
);

CREATE TABLE "bulk_actions" (
  "shop_id" INTEGER NOT NULL,
  "id" UUID NOT NULL,
  "request" JSONB NOT NULL,
  "state" TEXT NOT NULL,
  "total" INTEGER NOT NULL DEFAULT 0,
  "done" INTEGER NOT NULL DEFAULT 0,
  "unchanged" INTEGER NOT NULL DEFAULT 0,
  "failed" INTEGER NOT NULL DEFAULT 0,
  "actor" TEXT NOT NULL,
  "asked_at" TIMESTAMPTZ(3) NOT NULL,
  "stopped_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  CONSTRAINT "bulk_actions_pkey" PRIMARY KEY ("shop_id", "id")
);
CREATE INDEX "bulk_actions_shop_id_asked_at_idx" ON "bulk_actions"("shop_id", "asked_at" DESC);
CREATE INDEX "bulk_actions_open_idx" ON "bulk_actions"("asked_at") WHERE "finished_at" IS NULL;

CREATE TABLE "bulk_members" (
  "shop_id" INTEGER NOT NULL,
  "bulk_id" UUID NOT NULL,
  "member_id" UUID NOT NULL,
  CONSTRAINT "bulk_members_pkey" PRIMARY KEY ("shop_id", "bulk_id", "member_id")
);

CREATE TABLE "bulk_failures" (
  "shop_id" INTEGER NOT NULL,
  "bulk_id" UUID NOT NULL,
  "member_id" UUID NOT NULL,
  "code" TEXT NOT NULL,
  CONSTRAINT "bulk_failures_pkey" PRIMARY KEY ("shop_id", "bulk_id", "member_id")
);
CREATE INDEX "imports_open_idx" ON "imports"("asked_at") WHERE "asked_at" IS NOT NULL AND "finished_at" IS NULL;
