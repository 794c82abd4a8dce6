CREATE TABLE "guardrail" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"draft" jsonb,
	"active_version" integer,
	"shadow_version" integer,
	"published_at" timestamp (3) with time zone,
	"credential" "bytea",
	"encryption_key_id" uuid,
	"credential_hint" text,
	"credential_rotated_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "guardrail_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "guardrail_version" (
	"tenant_id" uuid NOT NULL,
	"guardrail_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "guardrail_version_tenant_id_guardrail_id_number_pk" PRIMARY KEY("tenant_id","guardrail_id","number")
);
--> statement-breakpoint
ALTER TABLE "guardrail" ADD CONSTRAINT "guardrail_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guardrail" ADD CONSTRAINT "guardrail_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guardrail_version" ADD CONSTRAINT "guardrail_version_tenant_id_guardrail_id_guardrail_tenant_id_id_fk" FOREIGN KEY ("tenant_id","guardrail_id") REFERENCES "public"."guardrail"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "guardrail_name" ON "guardrail" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;
--> statement-breakpoint
CREATE TABLE "governance_config" (
	"tenant_id" uuid NOT NULL,
	"place_kind" text NOT NULL,
	"place_id" uuid NOT NULL,
	"config" jsonb NOT NULL,
	"multi_factor_required" boolean DEFAULT false NOT NULL,
	"session_timeout_minutes" integer,
	"required_group_ids" uuid[] DEFAULT '{}' NOT NULL,
	"sso_connection_id" uuid,
	"sso_domain" text,
	"policy_ids" uuid[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "governance_config_tenant_id_place_kind_place_id_pk" PRIMARY KEY("tenant_id","place_kind","place_id")
);
--> statement-breakpoint
ALTER TABLE "governance_config" ADD CONSTRAINT "governance_config_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;
