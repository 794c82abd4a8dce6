CREATE TABLE "peer_benchmark" (
	"period" text NOT NULL,
	"metric" text NOT NULL,
	"value" double precision,
	"low" double precision,
	"high" double precision,
	"peers_at_least" integer,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "peer_benchmark_period_metric_pk" PRIMARY KEY("period","metric")
);
--> statement-breakpoint
ALTER TABLE "analytics_setting" ADD COLUMN "shares_since_at" timestamp (3) with time zone;
--> statement-breakpoint
CREATE TABLE "bi_token" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_by" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "bi_token_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "bi_token" ADD CONSTRAINT "bi_token_tenant_id_created_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;
