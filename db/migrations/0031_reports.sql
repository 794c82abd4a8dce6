CREATE TABLE "stored_file" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"size_bytes" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stored_file_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "stored_file_part" (
	"tenant_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "stored_file_part_tenant_id_file_id_position_pk" PRIMARY KEY("tenant_id","file_id","position")
);
--> statement-breakpoint
CREATE TABLE "mail_attachment" (
	"tenant_id" uuid NOT NULL,
	"mail_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"file_id" uuid NOT NULL,
	CONSTRAINT "mail_attachment_tenant_id_mail_id_position_pk" PRIMARY KEY("tenant_id","mail_id","position")
);
--> statement-breakpoint
CREATE TABLE "report_delivery" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"schedule_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"due_day" text NOT NULL,
	"period_start_at" timestamp (3) with time zone NOT NULL,
	"period_end_at" timestamp (3) with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"mail_id" uuid,
	"file_id" uuid,
	"due_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "report_delivery_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "report_export" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"request" jsonb NOT NULL,
	"format" text NOT NULL,
	"state" text NOT NULL,
	"rows_done" bigint DEFAULT 0 NOT NULL,
	"rows_total" bigint,
	"position" text,
	"parts" integer DEFAULT 0 NOT NULL,
	"file_id" uuid NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "report_export_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "report_schedule" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"sections" text[] DEFAULT '{}' NOT NULL,
	"format" text NOT NULL,
	"frequency" text NOT NULL,
	"weekday" smallint DEFAULT 1 NOT NULL,
	"month_day" smallint DEFAULT 1 NOT NULL,
	"local_time" text NOT NULL,
	"time_zone" text,
	"delivery" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"paused_reason" text,
	"author_id" uuid NOT NULL,
	"next_run_at" timestamp (3) with time zone,
	"due_from_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "report_schedule_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "report_subscription" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"schedule_id" uuid NOT NULL,
	"email" text NOT NULL,
	"user_id" uuid,
	"token_hash" text NOT NULL,
	"unsubscribed_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "report_subscription_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "mail_message" ADD COLUMN "unsubscribe_id" uuid;--> statement-breakpoint
ALTER TABLE "stored_file" ADD CONSTRAINT "stored_file_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stored_file_part" ADD CONSTRAINT "stored_file_part_tenant_id_file_id_stored_file_tenant_id_id_fk" FOREIGN KEY ("tenant_id","file_id") REFERENCES "public"."stored_file"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_attachment" ADD CONSTRAINT "mail_attachment_tenant_id_mail_id_mail_message_tenant_id_id_fk" FOREIGN KEY ("tenant_id","mail_id") REFERENCES "public"."mail_message"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_attachment" ADD CONSTRAINT "mail_attachment_tenant_id_file_id_stored_file_tenant_id_id_fk" FOREIGN KEY ("tenant_id","file_id") REFERENCES "public"."stored_file"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_delivery" ADD CONSTRAINT "report_delivery_tenant_id_schedule_id_report_schedule_tenant_id_id_fk" FOREIGN KEY ("tenant_id","schedule_id") REFERENCES "public"."report_schedule"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_export" ADD CONSTRAINT "report_export_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_export" ADD CONSTRAINT "report_export_tenant_id_author_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","author_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_schedule" ADD CONSTRAINT "report_schedule_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_schedule" ADD CONSTRAINT "report_schedule_tenant_id_author_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","author_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_subscription" ADD CONSTRAINT "report_subscription_tenant_id_schedule_id_report_schedule_tenant_id_id_fk" FOREIGN KEY ("tenant_id","schedule_id") REFERENCES "public"."report_schedule"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stored_file_expiry" ON "stored_file" USING btree ("tenant_id","expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "mail_attachment_file" ON "mail_attachment" USING btree ("tenant_id","file_id");--> statement-breakpoint
CREATE UNIQUE INDEX "report_delivery_period" ON "report_delivery" USING btree ("tenant_id","schedule_id","subscription_id","due_day");--> statement-breakpoint
CREATE INDEX "report_delivery_file" ON "report_delivery" USING btree ("tenant_id","file_id");--> statement-breakpoint
CREATE INDEX "report_export_author" ON "report_export" USING btree ("tenant_id","author_id");--> statement-breakpoint
CREATE INDEX "report_export_due" ON "report_export" USING btree ("tenant_id","next_attempt_at") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "report_schedule_due" ON "report_schedule" USING btree ("tenant_id","next_run_at") WHERE status = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "report_subscription_email" ON "report_subscription" USING btree ("tenant_id","schedule_id","email");--> statement-breakpoint
CREATE UNIQUE INDEX "report_subscription_token" ON "report_subscription" USING btree ("token_hash","tenant_id");
--> statement-breakpoint
-- By hand: organizations that exist already hold their roles as rows; these are the permissions that came with reports.
UPDATE "role" AS r SET "permissions" = r."permissions" || ARRAY(SELECT p FROM unnest(n."permissions") AS p WHERE p <> ALL (r."permissions"))
FROM (VALUES
	('team_lead', true, ARRAY['reports.read', 'reports.write']),
	('department_admin', true, ARRAY['reports.read', 'reports.write']),
	('finance', false, ARRAY['reports.*']),
	('auditor', false, ARRAY['reports.read'])
) AS n ("name", "built_in", "permissions")
WHERE r."built_in" = n."built_in" AND r."name" = n."name" AND NOT r."permissions" @> n."permissions";
