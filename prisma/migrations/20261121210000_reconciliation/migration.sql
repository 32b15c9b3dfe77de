-- CreateEnum
CREATE TYPE "reconciliation_run_state" AS ENUM ('running', 'done', 'failed');

-- CreateTable
CREATE TABLE "reconciliation_states" (
    "shop_id" INTEGER NOT NULL,
    "checked_until" TIMESTAMPTZ(3),
    "next_window_at" TIMESTAMPTZ(3) NOT NULL,
    "next_nightly_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "run_id" UUID,
    "progress" JSONB NOT NULL DEFAULT '{}',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lease_token" UUID,
    "leased_until" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_states_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "reconciliation_runs" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" "reconciliation_run_state" NOT NULL DEFAULT 'running',
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "since" TIMESTAMPTZ(3) NOT NULL,
    "orders_checked" INTEGER NOT NULL DEFAULT 0,
    "codes_checked" INTEGER NOT NULL DEFAULT 0,
    "members_checked" INTEGER NOT NULL DEFAULT 0,
    "findings" INTEGER NOT NULL DEFAULT 0,
    "repaired" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "reconciliation_runs_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "reconciliation_findings" (
    "shop_id" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "member_id" UUID,
    "points" BIGINT NOT NULL DEFAULT 0,
    "repaired" BOOLEAN NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reconciliation_findings_pkey" PRIMARY KEY ("shop_id","run_id","code","subject")
);

-- CreateIndex
CREATE INDEX "reconciliation_states_next_at_idx" ON "reconciliation_states"("next_at");

-- CreateIndex
CREATE INDEX "reconciliation_runs_shop_id_started_at_idx" ON "reconciliation_runs"("shop_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "reconciliation_findings_shop_id_found_at_idx" ON "reconciliation_findings"("shop_id", "found_at" DESC);

-- CreateIndex
CREATE INDEX "reconciliation_findings_shop_id_code_subject_found_at_idx" ON "reconciliation_findings"("shop_id", "code", "subject", "found_at");
