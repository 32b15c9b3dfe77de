-- Two people in one draft: who saves says which revision the work began from. The step that onboarding was left at is kept with it.
ALTER TABLE "program_drafts"
    ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "saved_by" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "step" TEXT NOT NULL DEFAULT '';

-- The shape in which the storefront was last told of the program. An older one than that of the app is told anew.
ALTER TABLE "shops" ADD COLUMN "program_shape" INTEGER NOT NULL DEFAULT 0;
