-- What the engine has to know for conditions, limits and goals.
ALTER TABLE "members"
  ADD COLUMN "birthday" TEXT,
  ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "tier_id" TEXT,
  ADD COLUMN "paid_until" TIMESTAMPTZ(3);

CREATE TABLE "product_facts" (
  "shop_id" INTEGER NOT NULL,
  "product_id" TEXT NOT NULL,
  "product_type" TEXT NOT NULL DEFAULT '',
  "vendor" TEXT NOT NULL DEFAULT '',
  "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
  "collection_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
  "fresh" BOOLEAN NOT NULL DEFAULT true,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "product_facts_pkey" PRIMARY KEY ("shop_id", "product_id")
);

CREATE TABLE "budget_uses" (
  "shop_id" INTEGER NOT NULL,
  "rule_id" TEXT NOT NULL,
  "points" BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT "budget_uses_pkey" PRIMARY KEY ("shop_id", "rule_id")
);

CREATE TABLE "activities" (
  "shop_id" INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  "member_id" UUID NOT NULL,
  "activity" TEXT NOT NULL,
  "subject" TEXT NOT NULL DEFAULT '',
  "quantity" INTEGER NOT NULL DEFAULT 1,
  "score" SMALLINT,
  "happened_at" TIMESTAMPTZ(3) NOT NULL,
  "on_date" DATE NOT NULL,
  "source" TEXT NOT NULL,
  "explanation" JSONB NOT NULL DEFAULT '{}',
  CONSTRAINT "activities_pkey" PRIMARY KEY ("shop_id", "key")
);
CREATE INDEX "activities_shop_id_member_id_happened_at_idx" ON "activities"("shop_id", "member_id", "happened_at" DESC);

CREATE TABLE "goal_progress" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "goal_id" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "on_date" DATE NOT NULL,
  "amount" BIGINT NOT NULL,
  CONSTRAINT "goal_progress_pkey" PRIMARY KEY ("shop_id", "member_id", "goal_id", "source")
);
