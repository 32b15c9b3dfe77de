-- Referrals: who recommended the shop to whom, what was decided of it, and by what.
CREATE TABLE "referral_codes" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "code" TEXT NOT NULL,
  "evidence" JSONB NOT NULL DEFAULT '{}',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "referral_codes_pkey" PRIMARY KEY ("shop_id", "member_id")
);
CREATE UNIQUE INDEX "referral_codes_shop_id_code_key" ON "referral_codes"("shop_id", "code");

CREATE TABLE "referrals" (
  "shop_id" INTEGER NOT NULL,
  "id" UUID NOT NULL,
  "advocate_id" UUID NOT NULL,
  "friend_id" UUID,
  "order_id" TEXT,
  "state" TEXT NOT NULL,
  "reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
  "evidence" JSONB NOT NULL DEFAULT '{}',
  "program_version" INTEGER,
  "by_hand" TEXT,
  "claimed_at" TIMESTAMPTZ(3) NOT NULL,
  "ordered_at" TIMESTAMPTZ(3),
  "due_at" TIMESTAMPTZ(3),
  "settled_at" TIMESTAMPTZ(3),
  "points" BIGINT NOT NULL DEFAULT 0,
  "reversed_points" BIGINT NOT NULL DEFAULT 0,
  "round" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "referrals_pkey" PRIMARY KEY ("shop_id", "id")
);
CREATE UNIQUE INDEX "referrals_shop_id_friend_id_key" ON "referrals"("shop_id", "friend_id");
CREATE UNIQUE INDEX "referrals_shop_id_order_id_key" ON "referrals"("shop_id", "order_id");
CREATE INDEX "referrals_shop_id_advocate_id_claimed_at_idx" ON "referrals"("shop_id", "advocate_id", "claimed_at" DESC);
CREATE INDEX "referrals_due_idx" ON "referrals"("due_at") WHERE "state" = 'held';
