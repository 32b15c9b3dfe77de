-- The best customers of the periods that are looked at every day: the morning makes the lists, and the fold keeps them.
CREATE TABLE "best_lists" (
  "shop_id" INTEGER NOT NULL,
  "measure" TEXT NOT NULL,
  "first_on" DATE NOT NULL,
  "last_on" DATE NOT NULL,
  "beyond_value" BIGINT,
  "beyond_member" UUID,
  CONSTRAINT "best_lists_pkey" PRIMARY KEY ("shop_id", "measure", "first_on", "last_on")
);

CREATE TABLE "best_members" (
  "shop_id" INTEGER NOT NULL,
  "measure" TEXT NOT NULL,
  "first_on" DATE NOT NULL,
  "last_on" DATE NOT NULL,
  "member_id" UUID NOT NULL,
  "value" BIGINT NOT NULL,
  CONSTRAINT "best_members_pkey" PRIMARY KEY ("shop_id", "measure", "first_on", "last_on", "member_id")
);
CREATE INDEX "best_members_shop_id_member_id_idx" ON "best_members"("shop_id", "member_id");
