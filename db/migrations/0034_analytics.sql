CREATE TABLE "analytics_setting" (
	"tenant_id" uuid NOT NULL,
	"member_privacy" text DEFAULT 'named' NOT NULL,
	"group_min" smallint DEFAULT 5 NOT NULL,
	"pseudonym_salt" "bytea" NOT NULL,
	"shares_benchmarks" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "analytics_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "feedback" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" uuid NOT NULL,
	"rating" smallint NOT NULL,
	"comment" text,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"department_dim" integer NOT NULL,
	"team_dim" integer NOT NULL,
	"user_dim" integer NOT NULL,
	"key_dim" integer NOT NULL,
	"connection_dim" integer NOT NULL,
	"provider_dim" integer NOT NULL,
	"model_dim" integer NOT NULL,
	"project_dim" integer NOT NULL,
	"environment_dim" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feedback_tenant_id_request_id_author_kind_author_id_pk" PRIMARY KEY("tenant_id","request_id","author_kind","author_id")
);
--> statement-breakpoint
CREATE TABLE "usage_work_day" (
	"tenant_id" uuid NOT NULL,
	"day_at" timestamp (3) with time zone NOT NULL,
	"department_dim" integer NOT NULL,
	"team_dim" integer NOT NULL,
	"project_dim" integer NOT NULL,
	"model_dim" integer NOT NULL,
	"protocol" text NOT NULL,
	"task_type" text NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"succeeded" bigint DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	"saved_nano_usd" bigint NOT NULL,
	CONSTRAINT "usage_work_day_pk" PRIMARY KEY("tenant_id","day_at","department_dim","team_dim","project_dim","model_dim","protocol","task_type")
);
--> statement-breakpoint
CREATE TABLE "usage_work_hour" (
	"tenant_id" uuid NOT NULL,
	"hour_at" timestamp (3) with time zone NOT NULL,
	"department_dim" integer NOT NULL,
	"team_dim" integer NOT NULL,
	"project_dim" integer NOT NULL,
	"model_dim" integer NOT NULL,
	"protocol" text NOT NULL,
	"task_type" text NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"succeeded" bigint DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	"saved_nano_usd" bigint NOT NULL,
	CONSTRAINT "usage_work_hour_pk" PRIMARY KEY("tenant_id","hour_at","department_dim","team_dim","project_dim","model_dim","protocol","task_type")
);
--> statement-breakpoint
ALTER TABLE "analytics_setting" ADD CONSTRAINT "analytics_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "feedback_occurred" ON "feedback" USING btree ("tenant_id","occurred_at");--> statement-breakpoint
CREATE INDEX "feedback_created" ON "feedback" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
-- By hand: what was called before is counted by kind of work, too, and closed days are opened so that they are closed with these sums.
INSERT INTO "usage_work_hour" ("tenant_id", "hour_at", "department_dim", "team_dim", "project_dim", "model_dim", "protocol", "task_type",
	"requests", "succeeded", "input_tokens", "output_tokens", "cost_nano_usd", "saved_nano_usd")
SELECT e."tenant_id", date_trunc('hour', e."occurred_at", 'UTC'), e."department_dim", e."team_dim", e."project_dim", e."model_dim", e."protocol",
	coalesce(e."task_type", ''), count(*), count(*) FILTER (WHERE e."status" = 'succeeded'),
	coalesce(sum(coalesce(e."input_tokens", 0)::int8 + coalesce(e."cache_read_tokens", 0) + coalesce(e."cache_write_tokens", 0)), 0),
	coalesce(sum(e."output_tokens"), 0), sum(e."cost_nano_usd" + coalesce(c."amount", 0)), sum(e."saved_nano_usd")
FROM "usage_event" AS e LEFT JOIN (
	SELECT "tenant_id", "occurred_at", "event_id", sum("amount_nano_usd") AS "amount" FROM "usage_correction" GROUP BY 1, 2, 3
) AS c ON c."tenant_id" = e."tenant_id" AND c."occurred_at" = e."occurred_at" AND c."event_id" = e."id"
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;--> statement-breakpoint
DELETE FROM "usage_closed_day";
