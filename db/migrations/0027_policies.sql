CREATE TABLE "policy" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"type" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"draft" jsonb,
	"draft_saved_at" timestamp (3) with time zone,
	"draft_saved_by" uuid,
	"active_version" integer,
	"shadow_version" integer,
	"published_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "policy_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "policy_setting" (
	"tenant_id" uuid NOT NULL,
	"needs_second_person" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "policy_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "policy_version" (
	"tenant_id" uuid NOT NULL,
	"policy_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"written_by" uuid,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policy_version_tenant_id_policy_id_number_pk" PRIMARY KEY("tenant_id","policy_id","number")
);
--> statement-breakpoint
ALTER TABLE "policy" ADD CONSTRAINT "policy_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_setting" ADD CONSTRAINT "policy_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_version" ADD CONSTRAINT "policy_version_tenant_id_policy_id_policy_tenant_id_id_fk" FOREIGN KEY ("tenant_id","policy_id") REFERENCES "public"."policy"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "policy_name" ON "policy" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;
--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "policy" jsonb;--> statement-breakpoint
CREATE INDEX "usage_event_policy" ON "usage_event" USING btree ("tenant_id","occurred_at") WHERE policy is not null;
