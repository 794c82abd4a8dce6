CREATE TABLE "call_content" (
	"tenant_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"level" text NOT NULL,
	"data_class" text,
	"team_id" uuid,
	"user_id" uuid,
	"request_bytes" integer NOT NULL,
	"answer_bytes" integer NOT NULL,
	"encryption_key_id" uuid,
	"request" "bytea",
	"answer" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "call_content_tenant_id_call_id_pk" PRIMARY KEY("tenant_id","call_id")
);
--> statement-breakpoint
CREATE TABLE "content_log_setting" (
	"tenant_id" uuid NOT NULL,
	"rules" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "content_log_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "data_class_setting" (
	"tenant_id" uuid NOT NULL,
	"place_kind" text NOT NULL,
	"place_id" uuid NOT NULL,
	"levels" jsonb NOT NULL,
	"detection" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "data_class_setting_tenant_id_place_kind_place_id_pk" PRIMARY KEY("tenant_id","place_kind","place_id")
);
--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "classification" jsonb;--> statement-breakpoint
ALTER TABLE "call_content" ADD CONSTRAINT "call_content_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "content_log_setting" ADD CONSTRAINT "content_log_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "data_class_setting" ADD CONSTRAINT "data_class_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_content_expiry" ON "call_content" USING btree ("tenant_id","expires_at");--> statement-breakpoint
CREATE INDEX "call_content_person" ON "call_content" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "usage_event_classification" ON "usage_event" USING btree ("tenant_id","occurred_at") WHERE classification is not null;--> statement-breakpoint
-- By hand: organizations that exist already hold their roles as rows; these are the permissions that came with classes of data and kept content.
UPDATE "role" AS r SET "permissions" = r."permissions" || ARRAY(SELECT p FROM unnest(n."permissions") AS p WHERE p <> ALL (r."permissions"))
FROM (VALUES
	('department_admin', true, ARRAY['data_classes.read']),
	('auditor', false, ARRAY['data_classes.read', 'content.read'])
) AS n ("name", "built_in", "permissions")
WHERE r."built_in" = n."built_in" AND r."name" = n."name" AND NOT r."permissions" @> n."permissions";
