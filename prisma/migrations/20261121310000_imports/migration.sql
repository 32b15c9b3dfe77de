-- Histories brought in from elsewhere.
CREATE TABLE "imports" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "file_name" TEXT NOT NULL DEFAULT '',
    "rows" INTEGER NOT NULL,
    "to_apply" INTEGER NOT NULL,
    "applied_until" INTEGER NOT NULL DEFAULT 0,
    "staged_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "imports_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE TABLE "imported_rows" (
    "shop_id" INTEGER NOT NULL,
    "import_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "customer_id" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_on" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "birthday" TEXT,
    "tier" TEXT,

    CONSTRAINT "imported_rows_pkey" PRIMARY KEY ("shop_id","import_id","position")
);

CREATE TABLE "waiting_imports" (
    "shop_id" INTEGER NOT NULL,
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "email_digest" BYTEA NOT NULL,
    "points" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_on" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "birthday" TEXT,
    "tier" TEXT,

    CONSTRAINT "waiting_imports_pkey" PRIMARY KEY ("shop_id","import_id","line")
);

CREATE TABLE "import_problems" (
    "shop_id" INTEGER NOT NULL,
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "code" TEXT NOT NULL,

    CONSTRAINT "import_problems_pkey" PRIMARY KEY ("shop_id","import_id","line")
);

CREATE UNIQUE INDEX "imports_shop_id_digest_key" ON "imports"("shop_id", "digest");
CREATE INDEX "waiting_imports_shop_id_email_digest_idx" ON "waiting_imports"("shop_id", "email_digest");
