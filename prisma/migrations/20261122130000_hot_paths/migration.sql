-- What each redemption and each webhook costs, and nothing reads.

-- A member's redemptions are found by the key of requests, which begins with the same columns. They are few, and sorted as they are read.
DROP INDEX "redemptions_shop_id_member_id_created_at_idx";

-- Nearly no redemption has either: an index of nulls is written for nothing.
DROP INDEX "redemptions_shop_id_grant_key_key";
CREATE UNIQUE INDEX "redemptions_shop_id_grant_key_key" ON "redemptions" ("shop_id", "grant_key") WHERE "grant_key" IS NOT NULL;
DROP INDEX "redemptions_shop_id_fulfilled_gid_key";
CREATE UNIQUE INDEX "redemptions_shop_id_fulfilled_gid_key" ON "redemptions" ("shop_id", "fulfilled_gid") WHERE "fulfilled_gid" IS NOT NULL;

-- A webhook lives for seconds before its body is dropped: up to 8 KB it is kept in its row as it came, not compressed for so short a time.
ALTER TABLE "inbox_events" SET (toast_tuple_target = 8160);
