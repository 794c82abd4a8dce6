CREATE TABLE "usage_latency_span" (
	"tenant_id" uuid NOT NULL,
	"days" smallint NOT NULL,
	"start_at" timestamp (3) with time zone NOT NULL,
	"team_dim" integer NOT NULL,
	"model_dim" integer NOT NULL,
	"measure" text NOT NULL,
	"bucket" smallint NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "usage_latency_span_pk" PRIMARY KEY("tenant_id","days","start_at","team_dim","model_dim","measure","bucket")
);
--> statement-breakpoint
CREATE TABLE "usage_work_span" (
	"tenant_id" uuid NOT NULL,
	"days" smallint NOT NULL,
	"start_at" timestamp (3) with time zone NOT NULL,
	"team_dim" integer NOT NULL,
	"department_dim" integer NOT NULL,
	"model_dim" integer NOT NULL,
	"protocol" text NOT NULL,
	"task_type" text NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"succeeded" bigint DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	"saved_nano_usd" bigint NOT NULL,
	CONSTRAINT "usage_work_span_pk" PRIMARY KEY("tenant_id","days","start_at","team_dim","department_dim","model_dim","protocol","task_type")
);
--> statement-breakpoint
-- Written by hand: spans have more sums from now on, so all are open until the job that closes them has made them anew.
DELETE FROM "usage_closed_span";
