CREATE TABLE "billing_setting" (
	"tenant_id" uuid NOT NULL,
	"place_kind" text NOT NULL,
	"place_id" uuid NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "billing_setting_tenant_id_place_kind_place_id_pk" PRIMARY KEY("tenant_id","place_kind","place_id")
);
--> statement-breakpoint
CREATE TABLE "budget_acknowledgement" (
	"tenant_id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"period_start_at" timestamp (3) with time zone NOT NULL,
	"percent" smallint NOT NULL,
	"user_id" uuid NOT NULL,
	"acknowledged_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_acknowledgement_pk" PRIMARY KEY("tenant_id","budget_id","period_start_at","percent")
);
--> statement-breakpoint
ALTER TABLE "billing_setting" ADD CONSTRAINT "billing_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_acknowledgement" ADD CONSTRAINT "budget_acknowledgement_budget" FOREIGN KEY ("tenant_id","budget_id") REFERENCES "public"."budget"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_acknowledgement" ADD CONSTRAINT "budget_acknowledgement_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- By hand: the built-in roles of tenants that exist already get the permissions that new tenants' roles begin with.
UPDATE "role" SET "permissions" = "permissions" || ARRAY['budgets.read', 'budgets.write']
WHERE "built_in" AND "name" IN ('department_admin', 'team_lead') AND NOT "permissions" @> ARRAY['budgets.read'];
