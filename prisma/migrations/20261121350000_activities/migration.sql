-- Goals that were reached, answers of surveys, places of check-ins, tokens of the API, counts of doors, the calendar's progress.
ALTER TABLE "members" ADD COLUMN "birthday_set_on" DATE;

CREATE TABLE "goal_awards" (
  "shop_id" INTEGER NOT NULL,
  "member_id" UUID NOT NULL,
  "goal_id" TEXT NOT NULL,
  "occurrence" TEXT NOT NULL,
  "given" BOOLEAN NOT NULL,
  "times" INTEGER NOT NULL DEFAULT 1,
  "reached_on" DATE NOT NULL,
  "terms" JSONB NOT NULL,
  "title" JSONB NOT NULL,
  "grants" JSONB NOT NULL,
  "program_version" INTEGER NOT NULL,
  "award_key" TEXT NOT NULL,
  "reward_kept" BOOLEAN NOT NULL DEFAULT false,
  "given_at" TIMESTAMPTZ(3) NOT NULL,
  "taken_back_at" TIMESTAMPTZ(3),
  CONSTRAINT "goal_awards_pkey" PRIMARY KEY ("shop_id", "member_id", "goal_id", "occurrence")
);

CREATE TABLE "survey_answers" (
  "shop_id" INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  "member_id" UUID NOT NULL,
  "survey" TEXT NOT NULL,
  "score" SMALLINT NOT NULL,
  "comment" TEXT NOT NULL DEFAULT '',
  "answered_at" TIMESTAMPTZ(3) NOT NULL,
  "handled_at" TIMESTAMPTZ(3),
  CONSTRAINT "survey_answers_pkey" PRIMARY KEY ("shop_id", "key"),
  CONSTRAINT "survey_answers_score_within" CHECK (score BETWEEN 0 AND 10)
);
CREATE INDEX "survey_answers_shop_id_answered_at_idx" ON "survey_answers"("shop_id", "answered_at" DESC);

CREATE TABLE "places" (
  "shop_id" INTEGER NOT NULL,
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "secret" BYTEA NOT NULL,
  "interval_minutes" INTEGER NOT NULL,
  "expires_on" DATE,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "places_pkey" PRIMARY KEY ("shop_id", "id")
);

CREATE TABLE "api_tokens" (
  "shop_id" INTEGER NOT NULL,
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "digest" BYTEA NOT NULL,
  "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
  "member_per_day" INTEGER NOT NULL,
  "per_day" INTEGER NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "created_by" TEXT NOT NULL,
  "last_used_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("shop_id", "id")
);
CREATE UNIQUE INDEX "api_tokens_shop_id_digest_key" ON "api_tokens"("shop_id", "digest");

CREATE TABLE "door_counts" (
  "shop_id" INTEGER NOT NULL,
  "subject" TEXT NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "times" INTEGER NOT NULL,
  CONSTRAINT "door_counts_pkey" PRIMARY KEY ("shop_id", "subject", "started_at")
);
CREATE INDEX "door_counts_started_at_idx" ON "door_counts"("started_at");

CREATE TABLE "calendar_runs" (
  "shop_id" INTEGER NOT NULL,
  "done_on" DATE NOT NULL,
  "after_member" UUID,
  CONSTRAINT "calendar_runs_pkey" PRIMARY KEY ("shop_id")
);
