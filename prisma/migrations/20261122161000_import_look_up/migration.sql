-- Whose e-mail addresses the rows of an import have is asked in the background.
ALTER TABLE "imports"
  ADD COLUMN "to_look_up" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "looked_up" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "look_up_at" TIMESTAMPTZ(3),
  ADD COLUMN "look_up_trouble" TEXT;
CREATE INDEX "imports_look_up_idx" ON "imports"("look_up_at") WHERE "look_up_at" IS NOT NULL;
ALTER TABLE "waiting_imports" ADD COLUMN "customer_id" TEXT;
CREATE TABLE "import_addresses" (
    "shop_id" INTEGER NOT NULL,
    "import_id" UUID NOT NULL,
    "email_digest" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "import_addresses_pkey" PRIMARY KEY ("shop_id","import_id","email_digest")
);
