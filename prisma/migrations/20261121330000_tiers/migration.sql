-- Which member has which level, how it changed, what reaching it gave, and paid memberships.
CREATE TABLE "member_tiers" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "tier_id" TEXT,
  "source" TEXT,
  "since" DATE,
  "holds_until" DATE,
  "grace_until" DATE,
  "value" BIGINT NOT NULL DEFAULT 0,
  "program_version" INTEGER NOT NULL,
  "reckoned_at" TIMESTAMPTZ(3) NOT NULL,
  "next_look_at" TIMESTAMPTZ(3),
  "told_until" DATE,
  "given_tier_id" TEXT,
  "given_until" DATE,
  "given_reason" TEXT NOT NULL DEFAULT '',
  "given_at" TIMESTAMPTZ(3),
  "kept_tier_id" TEXT,
  "kept_until" DATE,
  "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
  CONSTRAINT "member_tiers_pkey" PRIMARY KEY ("shop_id", "member_id")
);
CREATE INDEX "member_tiers_due_idx" ON "member_tiers"("next_look_at") WHERE next_look_at IS NOT NULL;
CREATE INDEX "member_tiers_shop_id_tier_id_idx" ON "member_tiers"("shop_id", "tier_id");

CREATE TABLE "tier_changes" (
  "shop_id" INTEGER NOT NULL,
  "id" BIGSERIAL NOT NULL,
  "member_id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "on_date" DATE NOT NULL,
  "from_tier_id" TEXT,
  "to_tier_id" TEXT,
  "program_version" INTEGER NOT NULL,
  "detail" JSONB NOT NULL,
  CONSTRAINT "tier_changes_pkey" PRIMARY KEY ("shop_id", "id")
);
CREATE INDEX "tier_changes_shop_id_member_id_id_idx" ON "tier_changes"("shop_id", "member_id", "id" DESC);

CREATE TABLE "tier_entries" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "tier_id" TEXT NOT NULL,
  "occasion" TEXT NOT NULL,
  "entered_on" DATE NOT NULL,
  "times" INTEGER NOT NULL DEFAULT 1,
  "given" BOOLEAN NOT NULL DEFAULT true,
  CONSTRAINT "tier_entries_pkey" PRIMARY KEY ("shop_id", "member_id", "tier_id", "occasion")
);

CREATE TABLE "tier_reviews" (
  "shop_id" INTEGER NOT NULL,
  "version" INTEGER NOT NULL,
  "after_member" UUID,
  "finished" BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT "tier_reviews_pkey" PRIMARY KEY ("shop_id")
);

CREATE TABLE "memberships" (
  "shop_id" INTEGER NOT NULL,
  "order_id" TEXT NOT NULL,
  "line_id" TEXT NOT NULL,
  "member_id" UUID NOT NULL,
  "product_id" TEXT NOT NULL,
  "quantity" INTEGER NOT NULL,
  "months" INTEGER NOT NULL,
  "paid_at" TIMESTAMPTZ(3) NOT NULL,
  "kept_ppm" INTEGER NOT NULL DEFAULT 1000000,
  CONSTRAINT "memberships_pkey" PRIMARY KEY ("shop_id", "order_id", "line_id")
);
CREATE INDEX "memberships_shop_id_member_id_idx" ON "memberships"("shop_id", "member_id");

CREATE TABLE "membership_contracts" (
  "shop_id" INTEGER NOT NULL,
  "contract_id" TEXT NOT NULL,
  "customer_id" TEXT,
  "origin_order_id" TEXT,
  "status" TEXT NOT NULL DEFAULT '',
  "interval" TEXT,
  "interval_count" INTEGER NOT NULL DEFAULT 1,
  "revision" BIGINT NOT NULL DEFAULT 0,
  "told_at" TIMESTAMPTZ(3),
  "billed_at" TIMESTAMPTZ(3),
  "failed_at" TIMESTAMPTZ(3),
  CONSTRAINT "membership_contracts_pkey" PRIMARY KEY ("shop_id", "contract_id")
);
CREATE INDEX "membership_contracts_shop_id_customer_id_idx" ON "membership_contracts"("shop_id", "customer_id");
CREATE INDEX "membership_contracts_shop_id_origin_order_id_idx" ON "membership_contracts"("shop_id", "origin_order_id");

CREATE TABLE "membership_renewals" (
  "shop_id" INTEGER NOT NULL,
  "order_id" TEXT NOT NULL,
  "contract_id" TEXT NOT NULL,
  CONSTRAINT "membership_renewals_pkey" PRIMARY KEY ("shop_id", "order_id")
);

CREATE INDEX "members_birthday_idx" ON "members"("shop_id", "birthday") WHERE birthday IS NOT NULL;
CREATE INDEX "members_merged_idx" ON "members"("shop_id", "merged_into") WHERE merged_into IS NOT NULL;
