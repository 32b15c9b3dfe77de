-- What Shopify Flow is told, and whether a shop wants that.
CREATE TABLE "flow_settings" (
  "shop_id" INTEGER NOT NULL,
  "enabled" BOOLEAN NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "flow_settings_pkey" PRIMARY KEY ("shop_id")
);

CREATE TABLE "flow_events" (
  "shop_id" INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  "handle" TEXT NOT NULL,
  "member_id" UUID NOT NULL,
  "payload" JSONB NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "sent_at" TIMESTAMPTZ(3),
  CONSTRAINT "flow_events_pkey" PRIMARY KEY ("shop_id", "key")
);
CREATE INDEX "flow_events_created_at_idx" ON "flow_events"("created_at");
