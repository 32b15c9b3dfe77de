-- Who asked to be forgotten, by keyed digests, for as long as something late can come.
CREATE TABLE "forgotten_customers" (
    "shop_id" INTEGER NOT NULL,
    "digest" BYTEA NOT NULL,
    "forgotten_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forgotten_customers_pkey" PRIMARY KEY ("shop_id", "digest")
);
