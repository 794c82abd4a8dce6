CREATE TABLE "usage_closed_day" (
	"tenant_id" uuid NOT NULL,
	"day_at" timestamp (3) with time zone NOT NULL,
	"next_day_at" timestamp (3) with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"closed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_closed_day_tenant_id_day_at_pk" PRIMARY KEY("tenant_id","day_at")
);
--> statement-breakpoint
CREATE TABLE "usage_day" (
	"tenant_id" uuid NOT NULL,
	"day_at" timestamp (3) with time zone NOT NULL,
	"department_dim" integer NOT NULL,
	"team_dim" integer NOT NULL,
	"user_dim" integer NOT NULL,
	"key_dim" integer NOT NULL,
	"connection_dim" integer NOT NULL,
	"provider_dim" integer NOT NULL,
	"model_dim" integer NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"succeeded" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"refused" bigint DEFAULT 0 NOT NULL,
	"cancelled" bigint DEFAULT 0 NOT NULL,
	"interrupted" bigint DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"cache_read_tokens" bigint DEFAULT 0 NOT NULL,
	"cache_write_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"reasoning_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	CONSTRAINT "usage_day_pk" PRIMARY KEY("tenant_id","day_at","department_dim","team_dim","user_dim","key_dim","connection_dim","provider_dim","model_dim")
);
--> statement-breakpoint
CREATE TABLE "usage_latency_day" (
	"tenant_id" uuid NOT NULL,
	"day_at" timestamp (3) with time zone NOT NULL,
	"team_dim" integer NOT NULL,
	"model_dim" integer NOT NULL,
	"measure" text NOT NULL,
	"bucket" smallint NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "usage_latency_day_pk" PRIMARY KEY("tenant_id","day_at","team_dim","model_dim","measure","bucket")
);
