-- CreateTable
CREATE TABLE "merged_customers" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" TEXT NOT NULL,
    "kept_id" TEXT NOT NULL,

    CONSTRAINT "merged_customers_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateIndex
CREATE INDEX "merged_customers_shop_id_kept_id_idx" ON "merged_customers"("shop_id", "kept_id");
