CREATE TABLE "job_function" (
	"id" text PRIMARY KEY NOT NULL,
	"summary" text NOT NULL,
	"crons" text[] NOT NULL,
	"events" text[] NOT NULL,
	"retries" integer NOT NULL,
	"runner" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_run" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"function_id" text NOT NULL,
	"trigger" text NOT NULL,
	"event_id" uuid,
	"scheduled_at" timestamp (3) with time zone,
	"state" text DEFAULT 'waiting' NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"claim_id" uuid,
	"failures" integer DEFAULT 0 NOT NULL,
	"interruptions" integer DEFAULT 0 NOT NULL,
	"error_kind" text,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "job_run_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "job_step" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"result" jsonb,
	"error_kind" text,
	"error" text,
	"attempts" integer DEFAULT 1 NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"wake_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "job_step_tenant_id_run_id_name_pk" PRIMARY KEY("tenant_id","run_id","name")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "job_run_occurrence" ON "job_run" USING btree ("tenant_id","function_id","scheduled_at") WHERE scheduled_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "job_run_event" ON "job_run" USING btree ("tenant_id","function_id","event_id") WHERE event_id is not null;--> statement-breakpoint
CREATE INDEX "job_run_newest" ON "job_run" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "job_run_due" ON "job_run" USING btree ("state","due_at") WHERE state not in ('succeeded', 'failed');
--> statement-breakpoint
-- By hand: organizations that exist already hold their roles as rows; this is the permission that came with background runs.
UPDATE "role" SET "permissions" = "permissions" || ARRAY['jobs.read']
WHERE "name" = 'auditor' AND NOT "built_in" AND NOT "permissions" @> ARRAY['jobs.read'];
