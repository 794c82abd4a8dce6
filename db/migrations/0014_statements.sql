CREATE TABLE "conservation_check" (
	"tenant_id" uuid NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"differences" integer NOT NULL,
	"walked_to_at" timestamp (3) with time zone,
	"found" text[] DEFAULT '{}' NOT NULL,
	"walked_whole_at" timestamp (3) with time zone,
	CONSTRAINT "conservation_check_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "incident" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source" text NOT NULL,
	"fingerprint" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"detail" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"seen_count" integer DEFAULT 1 NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" uuid,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "incident_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "incident_entry" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"incident_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "incident_entry_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "conservation_check" ADD CONSTRAINT "conservation_check_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_entry" ADD CONSTRAINT "incident_entry_tenant_id_incident_id_incident_tenant_id_id_fk" FOREIGN KEY ("tenant_id","incident_id") REFERENCES "public"."incident"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "incident_unresolved" ON "incident" USING btree ("tenant_id","source","fingerprint") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "incident_opened" ON "incident" USING btree ("tenant_id","opened_at");--> statement-breakpoint
CREATE INDEX "incident_entry_incident" ON "incident_entry" USING btree ("tenant_id","incident_id");
--> statement-breakpoint
CREATE TABLE "statement" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"number" integer NOT NULL,
	"document" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_value" text DEFAULT '' NOT NULL,
	"scope_name" text NOT NULL,
	"tenant_name" text NOT NULL,
	"period_kind" text NOT NULL,
	"calendar" text NOT NULL,
	"period_start_at" timestamp (3) with time zone NOT NULL,
	"period_end_at" timestamp (3) with time zone NOT NULL,
	"period_label" text NOT NULL,
	"time_zone" text NOT NULL,
	"calls" bigint NOT NULL,
	"usage_nano_usd" bigint NOT NULL,
	"adjustments_nano_usd" bigint NOT NULL,
	"payable_cents" bigint NOT NULL,
	"terms" jsonb NOT NULL,
	"due_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"issued_by" uuid,
	"digest" text NOT NULL,
	CONSTRAINT "statement_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "statement_line" (
	"tenant_id" uuid NOT NULL,
	"statement_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"team_id" uuid,
	"team_name" text,
	"provider" text,
	"model" text,
	"cost_center" text,
	"description" text NOT NULL,
	"calls" bigint DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"amount_nano_usd" bigint NOT NULL,
	"of_statement_id" uuid,
	"ledger_entry_id" uuid,
	CONSTRAINT "statement_line_tenant_id_statement_id_position_pk" PRIMARY KEY("tenant_id","statement_id","position")
);
--> statement-breakpoint
CREATE TABLE "statement_setting" (
	"tenant_id" uuid NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "statement_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "statement" ADD CONSTRAINT "statement_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_line" ADD CONSTRAINT "statement_line_tenant_id_statement_id_statement_tenant_id_id_fk" FOREIGN KEY ("tenant_id","statement_id") REFERENCES "public"."statement"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_setting" ADD CONSTRAINT "statement_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "statement_number" ON "statement" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "statement_period" ON "statement" USING btree ("tenant_id","scope_kind","scope_value","period_start_at");--> statement-breakpoint
CREATE INDEX "statement_issued" ON "statement" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "statement_line_correction" ON "statement_line" USING btree ("tenant_id","of_statement_id") WHERE of_statement_id is not null;--> statement-breakpoint
CREATE INDEX "statement_line_ledger" ON "statement_line" USING btree ("tenant_id","ledger_entry_id") WHERE ledger_entry_id is not null;
