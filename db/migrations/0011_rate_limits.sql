CREATE TABLE "rate_gauge" (
	"tenant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"window_ms" bigint NOT NULL,
	"slot_ms" bigint NOT NULL,
	"slots" bigint[] DEFAULT '{}' NOT NULL,
	"amounts" bigint[] DEFAULT '{}' NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rate_gauge_tenant_id_key_pk" PRIMARY KEY("tenant_id","key")
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_value" text DEFAULT '' NOT NULL,
	"per" text DEFAULT 'all' NOT NULL,
	"tier_id" uuid,
	"metric" text,
	"limit_window" text,
	"limit_amount" bigint,
	"burst" bigint,
	"status" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "rate_limit_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "rate_limit_setting" (
	"tenant_id" uuid NOT NULL,
	"when_store_down" text DEFAULT 'open' NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "rate_limit_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "rate_place" (
	"tenant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"incarnation" uuid NOT NULL,
	"places" integer NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rate_place_tenant_id_key_incarnation_pk" PRIMARY KEY("tenant_id","key","incarnation")
);
--> statement-breakpoint
CREATE TABLE "rate_tier" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"limits" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "rate_tier_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "rate_limit" ADD CONSTRAINT "rate_limit_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_limit" ADD CONSTRAINT "rate_limit_tenant_id_tier_id_rate_tier_tenant_id_id_fk" FOREIGN KEY ("tenant_id","tier_id") REFERENCES "public"."rate_tier"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_limit_setting" ADD CONSTRAINT "rate_limit_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_tier" ADD CONSTRAINT "rate_tier_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "rate_limit_name" ON "rate_limit" USING btree ("tenant_id",lower("name"));--> statement-breakpoint
CREATE INDEX "rate_limit_scope" ON "rate_limit" USING btree ("tenant_id","scope_kind","scope_value");--> statement-breakpoint
CREATE UNIQUE INDEX "rate_tier_name" ON "rate_tier" USING btree ("tenant_id",lower("name"));
