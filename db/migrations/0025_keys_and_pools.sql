CREATE TABLE "connection_loan" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"department_id" uuid,
	"team_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "connection_loan_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "key_policy" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_value" text DEFAULT '' NOT NULL,
	"rotate_every_days" integer,
	"remind_days" integer DEFAULT 14 NOT NULL,
	"overlap_days" integer DEFAULT 7 NOT NULL,
	"enforced" boolean DEFAULT false NOT NULL,
	"keys_max" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "key_policy_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "owner_department_id" uuid;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "owner_team_id" uuid;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "department_id" uuid;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "allowed_providers" text[];--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "allowed_endpoints" text[];--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "allowed_addresses" text[];--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "tags" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "disabled_for" text;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "disabled_by" uuid;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "disabled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "rotation_stage" text;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "rotation_ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connection_loan" ADD CONSTRAINT "connection_loan_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_loan" ADD CONSTRAINT "connection_loan_department" FOREIGN KEY ("tenant_id","department_id") REFERENCES "public"."department"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_loan" ADD CONSTRAINT "connection_loan_team" FOREIGN KEY ("tenant_id","team_id") REFERENCES "public"."team"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_policy" ADD CONSTRAINT "key_policy_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "connection_loan_borrower" ON "connection_loan" USING btree ("tenant_id","connection_id",coalesce("team_id", "department_id")) WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "key_policy_scope" ON "key_policy" USING btree ("tenant_id","scope_kind","scope_value");--> statement-breakpoint
ALTER TABLE "connection" ADD CONSTRAINT "connection_owner_department" FOREIGN KEY ("tenant_id","owner_department_id") REFERENCES "public"."department"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection" ADD CONSTRAINT "connection_owner_team" FOREIGN KEY ("tenant_id","owner_team_id") REFERENCES "public"."team"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD CONSTRAINT "virtual_key_department" FOREIGN KEY ("tenant_id","department_id") REFERENCES "public"."department"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- By hand: organizations that exist already hold their built-in roles as rows; leads lend what is their team's.
UPDATE "role" SET "permissions" = "permissions" || ARRAY['connections.lend']
WHERE "built_in" AND "name" IN ('team_lead', 'department_admin') AND NOT "permissions" @> ARRAY['connections.lend'];
