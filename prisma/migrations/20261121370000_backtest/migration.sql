-- Programs played over the orders of the past.
CREATE TABLE "backtests" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "file_name" TEXT NOT NULL DEFAULT '',
    "sides" JSONB NOT NULL,
    "assumptions" JSONB NOT NULL,
    "bulk_gid" TEXT,
    "orders" INTEGER NOT NULL DEFAULT 0,
    "runs" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "result" JSONB,

    CONSTRAINT "backtests_pkey" PRIMARY KEY ("shop_id","id")
);

-- Query: which backtest is due.
CREATE INDEX "backtests_open_idx" ON "backtests"("shop_id", "asked_at");

CREATE TABLE "backtest_orders" (
    "shop_id" INTEGER NOT NULL,
    "backtest_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "entries" BYTEA NOT NULL,

    CONSTRAINT "backtest_orders_pkey" PRIMARY KEY ("shop_id","backtest_id","position")
);
