-- CreateEnum
CREATE TYPE "message_state" AS ENUM ('waiting', 'sent', 'skipped', 'dead');

-- CreateTable
CREATE TABLE "messages" (
    "shop_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "member_id" UUID,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "state" "message_state" NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "leased_until" TIMESTAMPTZ(3),
    "first_tried_at" TIMESTAMPTZ(3),
    "announced_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("shop_id","key","channel")
);

-- CreateTable
CREATE TABLE "message_settings" (
    "shop_id" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_settings_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "message_opt_outs" (
    "shop_id" INTEGER NOT NULL,
    "member_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_opt_outs_pkey" PRIMARY KEY ("shop_id","member_id","kind")
);

-- CreateTable
CREATE TABLE "message_scans" (
    "shop_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "progress" JSONB NOT NULL,

    CONSTRAINT "message_scans_pkey" PRIMARY KEY ("shop_id","name")
);

-- CreateIndex
CREATE INDEX "messages_shop_id_member_id_kind_channel_state_idx" ON "messages"("shop_id", "member_id", "kind", "channel", "state");

-- CreateIndex
CREATE INDEX "messages_shop_id_announced_at_idx" ON "messages"("shop_id", "announced_at");

-- CreateIndex
CREATE INDEX "messages_due_idx" ON "messages"("due_at") WHERE "state" = 'waiting';

-- CreateIndex
CREATE INDEX "messages_trouble_idx" ON "messages"("shop_id", "state") WHERE "state" = 'dead' OR ("state" = 'waiting' AND "reason" IS NOT NULL);
