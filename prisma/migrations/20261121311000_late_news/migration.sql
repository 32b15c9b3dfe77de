-- What is needed to understand news that comes late: when a shop last let us in, and whose points a deleted customer had.
ALTER TABLE "shops" ADD COLUMN "authorized_at" TIMESTAMPTZ(3);

CREATE TABLE "deleted_customers" (
    "shop_id" INTEGER NOT NULL,
    "digest" BYTEA NOT NULL,
    "member_id" UUID NOT NULL,

    CONSTRAINT "deleted_customers_pkey" PRIMARY KEY ("shop_id","digest")
);
