-- AlterTable
ALTER TABLE "balances" ADD COLUMN     "active_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "lots" ADD COLUMN     "inactivity_months" SMALLINT;

-- CreateTable
CREATE TABLE "pending_awards" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "waits_from" TEXT NOT NULL,
    "wait_days" SMALLINT NOT NULL,
    "matures_at" TIMESTAMPTZ(3),
    "expiry" JSONB NOT NULL,

    CONSTRAINT "pending_awards_pkey" PRIMARY KEY ("shop_id","key"),
    CONSTRAINT "pending_awards_remaining_check" CHECK ("remaining" >= 0 AND "remaining" <= "points")
);

-- CreateTable
CREATE TABLE "scheduled_jobs" (
    "shop_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "next_run_at" TIMESTAMPTZ(3) NOT NULL,
    "leased_until" TIMESTAMPTZ(3),
    "runs" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_run_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "scheduled_jobs_pkey" PRIMARY KEY ("shop_id","name")
);

-- CreateIndex
CREATE INDEX "pending_awards_matures_at_idx" ON "pending_awards"("matures_at");

-- CreateIndex
CREATE INDEX "pending_awards_shop_id_source_id_idx" ON "pending_awards"("shop_id", "source_id");

-- CreateIndex
CREATE INDEX "pending_awards_shop_id_member_id_idx" ON "pending_awards"("shop_id", "member_id");

-- CreateIndex
CREATE INDEX "scheduled_jobs_next_run_at_idx" ON "scheduled_jobs"("next_run_at");

-- CreateIndex: only what can still expire, so that other shops pay nothing
CREATE INDEX "lots_due_idx" ON "lots"("expires_at") WHERE "remaining" > 0 AND "expires_at" IS NOT NULL;

-- CreateIndex
CREATE INDEX "lots_inactivity_idx" ON "lots"("opened_at") WHERE "remaining" > 0 AND "inactivity_months" IS NOT NULL;

-- CreateIndex
CREATE INDEX "redemptions_due_idx" ON "redemptions"("expires_at") WHERE "state" = 'ready';
