-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "member_status" AS ENUM ('active', 'blocked', 'merged', 'erased');

-- CreateEnum
CREATE TYPE "account" AS ENUM ('pending', 'available', 'issued', 'redeemed', 'expired', 'revoked', 'adjusted');

-- CreateEnum
CREATE TYPE "redemption_state" AS ENUM ('debited', 'ready', 'used', 'cancelling', 'returned');

-- CreateEnum
CREATE TYPE "inbox_state" AS ENUM ('received', 'applied', 'ignored', 'dead');

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMPTZ(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shops" (
    "id" SERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "currency_code" TEXT NOT NULL DEFAULT 'USD',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "taxes_included" BOOLEAN NOT NULL DEFAULT false,
    "primary_locale" TEXT NOT NULL DEFAULT 'en',
    "app_installation_gid" TEXT,
    "installed_at" TIMESTAMPTZ(3),
    "uninstalled_at" TIMESTAMPTZ(3),
    "onboarded_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shops_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_versions" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_by" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "program_versions_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "program_drafts" (
    "shop_id" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "base_version" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "program_drafts_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "members" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" TEXT,
    "status" "member_status" NOT NULL DEFAULT 'active',
    "merged_into" UUID,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "joined_via" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "members_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "balances" (
    "shop_id" INTEGER NOT NULL,
    "member_id" UUID NOT NULL,
    "pending" BIGINT NOT NULL DEFAULT 0,
    "available" BIGINT NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "balances_pkey" PRIMARY KEY ("shop_id","member_id")
);

-- CreateTable
CREATE TABLE "transfers" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" UUID NOT NULL,
    "from_account" "account" NOT NULL,
    "to_account" "account" NOT NULL,
    "points" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "source_type" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "rule_id" TEXT,
    "program_version" INTEGER,
    "reverses_key" TEXT,
    "input_hash" BYTEA NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "booked_on" DATE NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("shop_id","key")
);

-- CreateTable
CREATE TABLE "lots" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "points" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lots_pkey" PRIMARY KEY ("shop_id","key")
);

-- CreateTable
CREATE TABLE "lot_moves" (
    "shop_id" INTEGER NOT NULL,
    "transfer_key" TEXT NOT NULL,
    "lot_key" TEXT NOT NULL,
    "points" BIGINT NOT NULL,

    CONSTRAINT "lot_moves_pkey" PRIMARY KEY ("shop_id","transfer_key","lot_key")
);

-- CreateTable
CREATE TABLE "ledger_conflicts" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "transfer" JSONB NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_conflicts_pkey" PRIMARY KEY ("shop_id","key","input_hash")
);

-- CreateTable
CREATE TABLE "daily_rollups" (
    "shop_id" INTEGER NOT NULL,
    "booked_on" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "bucket" SMALLINT NOT NULL,
    "points" BIGINT NOT NULL,
    "transfers" BIGINT NOT NULL,

    CONSTRAINT "daily_rollups_pkey" PRIMARY KEY ("shop_id","booked_on","kind","bucket")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop_id" INTEGER NOT NULL,
    "order_id" TEXT NOT NULL,
    "member_id" UUID,
    "customer_id" TEXT,
    "email_digest" BYTEA,
    "name" TEXT NOT NULL DEFAULT '',
    "currency_code" TEXT NOT NULL DEFAULT '',
    "total_minor" BIGINT NOT NULL DEFAULT 0,
    "eligible_minor" BIGINT NOT NULL DEFAULT 0,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "points_awarded" BIGINT NOT NULL DEFAULT 0,
    "points_reversed" BIGINT NOT NULL DEFAULT 0,
    "program_version" INTEGER,
    "paid_at" TIMESTAMPTZ(3),
    "paid_on" DATE,
    "cancelled_at" TIMESTAMPTZ(3),
    "facts" JSONB NOT NULL DEFAULT '{}',
    "explanation" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "redemptions" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "reward_id" TEXT NOT NULL,
    "reward" JSONB NOT NULL,
    "program_version" INTEGER NOT NULL,
    "cost_points" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "state" "redemption_state" NOT NULL DEFAULT 'debited',
    "discount_gid" TEXT,
    "used_order_id" TEXT,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "redemptions_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "inbox_events" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "body" BYTEA NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" "inbox_state" NOT NULL DEFAULT 'received',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_events_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "outbox_tasks" (
    "shop_id" INTEGER NOT NULL,
    "topic" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "wanted" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leased_until" TIMESTAMPTZ(3),
    "dead_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_tasks_pkey" PRIMARY KEY ("shop_id","topic","subject")
);

-- CreateTable
CREATE TABLE "admin_actions" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "admin_actions_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE INDEX "sessions_shop_idx" ON "sessions"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shops_domain_key" ON "shops"("domain");

-- CreateIndex
CREATE INDEX "members_shop_id_joined_at_id_idx" ON "members"("shop_id", "joined_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "members_shop_id_customer_id_key" ON "members"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "transfers_shop_id_member_id_id_idx" ON "transfers"("shop_id", "member_id", "id" DESC);

-- CreateIndex
CREATE INDEX "lots_shop_id_member_id_expires_at_idx" ON "lots"("shop_id", "member_id", "expires_at");

-- CreateIndex
CREATE INDEX "orders_shop_id_member_id_paid_at_idx" ON "orders"("shop_id", "member_id", "paid_at" DESC);

-- CreateIndex
CREATE INDEX "orders_shop_id_paid_on_idx" ON "orders"("shop_id", "paid_on");

-- CreateIndex
CREATE INDEX "orders_shop_id_email_digest_idx" ON "orders"("shop_id", "email_digest");

-- CreateIndex
CREATE INDEX "redemptions_shop_id_member_id_created_at_idx" ON "redemptions"("shop_id", "member_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "redemptions_shop_id_member_id_request_id_key" ON "redemptions"("shop_id", "member_id", "request_id");

-- CreateIndex
CREATE UNIQUE INDEX "redemptions_shop_id_code_key" ON "redemptions"("shop_id", "code");

-- CreateIndex
CREATE INDEX "inbox_events_state_available_at_id_idx" ON "inbox_events"("state", "available_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_events_shop_id_topic_event_id_body_hash_key" ON "inbox_events"("shop_id", "topic", "event_id", "body_hash");

-- CreateIndex
CREATE INDEX "outbox_tasks_available_at_idx" ON "outbox_tasks"("available_at");


-- What Prisma's schema cannot say. The ledger relies on these: a mistake in our code becomes a refused statement, never a
-- wrong balance.
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_points_positive" CHECK ("points" > 0);
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_accounts_differ" CHECK ("from_account" <> "to_account");
ALTER TABLE "balances" ADD CONSTRAINT "balances_pending_not_negative" CHECK ("pending" >= 0);
ALTER TABLE "lots" ADD CONSTRAINT "lots_remaining_within" CHECK ("remaining" >= 0 AND "remaining" <= "points");
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_cost_positive" CHECK ("cost_points" > 0);

-- Balances are rewritten with every movement: leave room on the page, so that updates stay in place.
ALTER TABLE "balances" SET (fillfactor = 70);
ALTER TABLE "daily_rollups" SET (fillfactor = 70);
