CREATE TABLE "alert" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source" text NOT NULL,
	"fingerprint" text NOT NULL,
	"rule_id" uuid,
	"budget_id" uuid,
	"department_id" uuid,
	"team_id" uuid,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"detail" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" uuid,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" uuid,
	"snoozed_until_at" timestamp (3) with time zone,
	"routing" jsonb NOT NULL,
	"escalations" smallint DEFAULT 0 NOT NULL,
	"escalates_at" timestamp (3) with time zone,
	"incident_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "alert_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "alert_entry" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"alert_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_entry_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "alert_rule" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"expression" text NOT NULL,
	"filters" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"window_minutes" smallint NOT NULL,
	"for_minutes" smallint DEFAULT 0 NOT NULL,
	"cool_down_minutes" integer DEFAULT 60 NOT NULL,
	"severity" text NOT NULL,
	"routing" jsonb NOT NULL,
	"actions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"opens_incident" boolean DEFAULT false NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"created_by" uuid NOT NULL,
	"actions_by" uuid,
	"evaluated_at" timestamp (3) with time zone,
	"last_values" jsonb,
	"last_fault" text,
	"holds_since_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "alert_rule_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "alert_setting" (
	"tenant_id" uuid NOT NULL,
	"budget_routing" jsonb NOT NULL,
	"anomaly_routing" jsonb NOT NULL,
	"tells_forecasts" boolean DEFAULT true NOT NULL,
	"sensitivity" text DEFAULT 'medium' NOT NULL,
	"minimum_impact_usd" double precision DEFAULT 5 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "alert_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "anomaly" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"metric" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_value" text DEFAULT '' NOT NULL,
	"department_id" uuid,
	"team_id" uuid,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL,
	"strength" double precision NOT NULL,
	"direction" text NOT NULL,
	"actual" double precision NOT NULL,
	"expected" double precision NOT NULL,
	"parts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"feedback" text,
	"reason" text DEFAULT '' NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "anomaly_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "anomaly_scan" (
	"tenant_id" uuid NOT NULL,
	"scanned_to_at" timestamp (3) with time zone NOT NULL,
	"series" integer NOT NULL,
	"judged_hours" integer NOT NULL,
	"told_hours" integer NOT NULL,
	CONSTRAINT "anomaly_scan_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "notification_channel" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"url" text,
	"settings" jsonb NOT NULL,
	"events" text[] DEFAULT '{}' NOT NULL,
	"credential" "bytea",
	"encryption_key_id" uuid,
	"credential_hint" text,
	"former_secret_until_at" timestamp (3) with time zone,
	"status" text DEFAULT 'active' NOT NULL,
	"last_error" text,
	"failing_since_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"tested_at" timestamp (3) with time zone,
	"test_result" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "notification_channel_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "notification_delivery" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"source_key" text,
	"event" text NOT NULL,
	"message" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	"last_status" integer,
	"last_error" text,
	"log" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_delivery_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "outbox_event" ADD COLUMN "notified_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_tenant_id_rule_id_alert_rule_tenant_id_id_fk" FOREIGN KEY ("tenant_id","rule_id") REFERENCES "public"."alert_rule"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_entry" ADD CONSTRAINT "alert_entry_tenant_id_alert_id_alert_tenant_id_id_fk" FOREIGN KEY ("tenant_id","alert_id") REFERENCES "public"."alert"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rule" ADD CONSTRAINT "alert_rule_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_setting" ADD CONSTRAINT "alert_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anomaly" ADD CONSTRAINT "anomaly_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anomaly_scan" ADD CONSTRAINT "anomaly_scan_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_channel" ADD CONSTRAINT "notification_channel_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_channel" ADD CONSTRAINT "notification_channel_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_delivery" ADD CONSTRAINT "notification_delivery_tenant_id_channel_id_notification_channel_tenant_id_id_fk" FOREIGN KEY ("tenant_id","channel_id") REFERENCES "public"."notification_channel"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_unresolved" ON "alert" USING btree ("tenant_id","source","fingerprint") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "alert_opened" ON "alert" USING btree ("tenant_id","opened_at");--> statement-breakpoint
CREATE INDEX "alert_rule_alerts" ON "alert" USING btree ("tenant_id","rule_id","opened_at");--> statement-breakpoint
CREATE INDEX "alert_escalates" ON "alert" USING btree ("tenant_id","escalates_at") WHERE state = 'open' and escalates_at is not null;--> statement-breakpoint
CREATE INDEX "alert_entry_alert" ON "alert_entry" USING btree ("tenant_id","alert_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_rule_name" ON "alert_rule" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "alert_rule_due" ON "alert_rule" USING btree ("tenant_id","evaluated_at") WHERE is_enabled and archived_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "anomaly_once" ON "anomaly" USING btree ("tenant_id","metric","scope_kind","scope_value","started_at");--> statement-breakpoint
CREATE INDEX "anomaly_started" ON "anomaly" USING btree ("tenant_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "notification_channel_name" ON "notification_channel" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "notification_delivery_once" ON "notification_delivery" USING btree ("tenant_id","channel_id","source_key") WHERE source_key is not null;--> statement-breakpoint
CREATE INDEX "notification_delivery_due" ON "notification_delivery" USING btree ("tenant_id","next_attempt_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "notification_delivery_channel" ON "notification_delivery" USING btree ("tenant_id","channel_id","id");--> statement-breakpoint
CREATE INDEX "outbox_event_untold" ON "outbox_event" USING btree ("tenant_id","created_at") WHERE notified_at is null;--> statement-breakpoint
-- By hand: organizations that exist already hold their roles as rows; these are the permissions that came with alerts and channels.
UPDATE "role" AS r SET "permissions" = r."permissions" || ARRAY(SELECT p FROM unnest(n."permissions") AS p WHERE p <> ALL (r."permissions"))
FROM (VALUES
	('team_lead', true, ARRAY['alerts.read', 'alerts.write']),
	('department_admin', true, ARRAY['alerts.read', 'alerts.write']),
	('finance', false, ARRAY['alerts.read', 'alerts.write']),
	('auditor', false, ARRAY['alerts.read', 'channels.read'])
) AS n ("name", "built_in", "permissions")
WHERE r."built_in" = n."built_in" AND r."name" = n."name" AND NOT r."permissions" @> n."permissions";
