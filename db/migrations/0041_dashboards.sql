CREATE TABLE "dashboard" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"range" text NOT NULL,
	"widgets" jsonb NOT NULL,
	"shares" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "dashboard_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "embed" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"dashboard_id" uuid NOT NULL,
	"widget_id" text,
	"author_id" uuid NOT NULL,
	"name" text NOT NULL,
	"origins" text[] NOT NULL,
	"filters" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "embed_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "dashboard" ADD CONSTRAINT "dashboard_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dashboard" ADD CONSTRAINT "dashboard_tenant_id_owner_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "embed" ADD CONSTRAINT "embed_tenant_id_dashboard_id_dashboard_tenant_id_id_fk" FOREIGN KEY ("tenant_id","dashboard_id") REFERENCES "public"."dashboard"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "embed" ADD CONSTRAINT "embed_tenant_id_author_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","author_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dashboard_owner" ON "dashboard" USING btree ("tenant_id","owner_id");--> statement-breakpoint
CREATE INDEX "embed_dashboard" ON "embed" USING btree ("tenant_id","dashboard_id");--> statement-breakpoint
-- By hand: organizations that exist already hold their roles as rows; these are the permissions that came with dashboards and embeds.
UPDATE "role" AS r SET "permissions" = r."permissions" || ARRAY(SELECT p FROM unnest(n."permissions") AS p WHERE p <> ALL (r."permissions"))
FROM (VALUES
	('user', true, ARRAY['dashboards.write']),
	('power_user', true, ARRAY['dashboards.write']),
	('team_lead', true, ARRAY['dashboards.write']),
	('department_admin', true, ARRAY['dashboards.write']),
	('finance', false, ARRAY['dashboards.write']),
	('auditor', false, ARRAY['embeds.read'])
) AS n ("name", "built_in", "permissions")
WHERE r."built_in" = n."built_in" AND r."name" = n."name" AND NOT r."permissions" @> n."permissions";
