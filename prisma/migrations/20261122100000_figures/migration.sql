-- Figures: what the analytics page and the filters of the members list read, folded from what is recorded.
CREATE TABLE "member_figures" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "is_counted" BOOLEAN NOT NULL,
  "joined_on" DATE NOT NULL,
  "orders" INTEGER NOT NULL DEFAULT 0,
  "spent_minor" BIGINT NOT NULL DEFAULT 0,
  "first_order_on" DATE,
  "last_order_on" DATE,
  "usual_pause_days" INTEGER,
  "points_earned" BIGINT NOT NULL DEFAULT 0,
  "points_redeemed" BIGINT NOT NULL DEFAULT 0,
  "redemptions" INTEGER NOT NULL DEFAULT 0,
  "rewards_used" INTEGER NOT NULL DEFAULT 0,
  "referrals" INTEGER NOT NULL DEFAULT 0,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "member_figures_pkey" PRIMARY KEY ("shop_id", "member_id")
);
CREATE INDEX "member_figures_shop_id_spent_minor_member_id_idx" ON "member_figures"("shop_id", "spent_minor" DESC, "member_id");
CREATE INDEX "member_figures_shop_id_points_earned_member_id_idx" ON "member_figures"("shop_id", "points_earned" DESC, "member_id");
CREATE INDEX "member_figures_referrals_idx" ON "member_figures"("shop_id", "referrals" DESC, "member_id") WHERE "referrals" > 0;

CREATE TABLE "figure_parts" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "part" JSONB NOT NULL,
  CONSTRAINT "figure_parts_pkey" PRIMARY KEY ("shop_id", "member_id")
);

CREATE TABLE "figure_rollups" (
  "shop_id" INTEGER NOT NULL,
  "metric" TEXT NOT NULL,
  "on_date" DATE NOT NULL,
  "key" TEXT NOT NULL,
  "value" BIGINT NOT NULL,
  CONSTRAINT "figure_rollups_pkey" PRIMARY KEY ("shop_id", "metric", "on_date", "key")
) WITH (fillfactor = 75);

CREATE TABLE "figure_snapshots" (
  "shop_id" INTEGER NOT NULL,
  "metric" TEXT NOT NULL,
  "on_date" DATE NOT NULL,
  "key" TEXT NOT NULL,
  "value" BIGINT NOT NULL,
  CONSTRAINT "figure_snapshots_pkey" PRIMARY KEY ("shop_id", "metric", "on_date", "key")
);

CREATE TABLE "figure_changes" (
  "shop_id" INTEGER NOT NULL,
  "id" BIGSERIAL NOT NULL,
  "member_ids" UUID[] DEFAULT ARRAY[]::UUID[],
  "days" DATE[] DEFAULT ARRAY[]::DATE[],
  CONSTRAINT "figure_changes_pkey" PRIMARY KEY ("shop_id", "id")
);

CREATE TABLE "figure_states" (
  "shop_id" INTEGER NOT NULL,
  "version" INTEGER NOT NULL,
  "time_zone" TEXT NOT NULL,
  "currency_code" TEXT NOT NULL,
  "after_member" UUID,
  "is_filled" BOOLEAN NOT NULL DEFAULT false,
  "snapshot_on" DATE,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "figure_states_pkey" PRIMARY KEY ("shop_id")
);

CREATE INDEX "orders_guest_days_idx" ON "orders"("shop_id", "paid_on") WHERE "member_id" IS NULL;
