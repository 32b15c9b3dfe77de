-- Keys are compared byte by byte, so that bounds of keys are found in the index whatever language the database sorts by.
ALTER TABLE "figure_rollups" ALTER COLUMN "key" TYPE TEXT COLLATE "C";

-- The newest movements of points of each shop, for Home: the journal has no index by time alone, which each award would pay for.
CREATE TABLE "latest_transfers" (
  "shop_id" INTEGER NOT NULL,
  "transfer_id" BIGINT NOT NULL,
  "member_id" UUID NOT NULL,
  CONSTRAINT "latest_transfers_pkey" PRIMARY KEY ("shop_id", "transfer_id")
);
INSERT INTO "latest_transfers" (shop_id, transfer_id, member_id)
SELECT shop_id, id, member_id FROM (
  SELECT shop_id, id, member_id, row_number() OVER (PARTITION BY shop_id ORDER BY id DESC) AS place FROM transfers) t
WHERE place <= 50;
