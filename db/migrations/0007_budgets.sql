CREATE TABLE "budget" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_value" text DEFAULT '' NOT NULL,
	"limit_nano_usd" bigint NOT NULL,
	"reserve_percent" smallint DEFAULT 0 NOT NULL,
	"period_kind" text NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"week_start" smallint DEFAULT 1 NOT NULL,
	"fiscal_month" smallint DEFAULT 1 NOT NULL,
	"fiscal_day" smallint DEFAULT 1 NOT NULL,
	"fixed_start_at" timestamp (3) with time zone,
	"fixed_end_at" timestamp (3) with time zone,
	"enforcement" text DEFAULT 'hard' NOT NULL,
	"grace_hours" smallint DEFAULT 0 NOT NULL,
	"on_overrun" text DEFAULT 'finish' NOT NULL,
	"fit_output" boolean DEFAULT false NOT NULL,
	"thresholds" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"parent_id" uuid,
	"owner_id" uuid,
	"status" text DEFAULT 'active' NOT NULL,
	"effective_from_at" timestamp (3) with time zone,
	"effective_until_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "budget_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "budget_crossing" (
	"tenant_id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"period_start_at" timestamp (3) with time zone NOT NULL,
	"percent" smallint NOT NULL,
	"spent_nano_usd" bigint NOT NULL,
	"limit_nano_usd" bigint NOT NULL,
	"crossed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_crossing_tenant_id_budget_id_period_start_at_percent_pk" PRIMARY KEY("tenant_id","budget_id","period_start_at","percent")
);
--> statement-breakpoint
CREATE TABLE "budget_period" (
	"tenant_id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"period_start_at" timestamp (3) with time zone NOT NULL,
	"period_end_at" timestamp (3) with time zone NOT NULL,
	"limit_nano_usd" bigint NOT NULL,
	"spent_nano_usd" bigint DEFAULT 0 NOT NULL,
	"leased_nano_usd" bigint DEFAULT 0 NOT NULL,
	"overrun_nano_usd" bigint DEFAULT 0 NOT NULL,
	"exceeded_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_period_tenant_id_budget_id_period_start_at_pk" PRIMARY KEY("tenant_id","budget_id","period_start_at")
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"period_start_at" timestamp (3) with time zone NOT NULL,
	"incarnation" uuid NOT NULL,
	"granted_nano_usd" bigint DEFAULT 0 NOT NULL,
	"posted_nano_usd" bigint DEFAULT 0 NOT NULL,
	"presumed_nano_usd" bigint DEFAULT 0 NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"recall_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lease_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
DROP INDEX "ledger_entry_correction";--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD COLUMN "budget_id" uuid;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD COLUMN "period_start_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "budgets_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "budget" ADD CONSTRAINT "budget_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget" ADD CONSTRAINT "budget_tenant_id_parent_id_budget_tenant_id_id_fk" FOREIGN KEY ("tenant_id","parent_id") REFERENCES "public"."budget"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget" ADD CONSTRAINT "budget_tenant_id_owner_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_crossing" ADD CONSTRAINT "budget_crossing_tenant_id_budget_id_period_start_at_budget_period_tenant_id_budget_id_period_start_at_fk" FOREIGN KEY ("tenant_id","budget_id","period_start_at") REFERENCES "public"."budget_period"("tenant_id","budget_id","period_start_at") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_period" ADD CONSTRAINT "budget_period_tenant_id_budget_id_budget_tenant_id_id_fk" FOREIGN KEY ("tenant_id","budget_id") REFERENCES "public"."budget"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_tenant_id_budget_id_period_start_at_budget_period_tenant_id_budget_id_period_start_at_fk" FOREIGN KEY ("tenant_id","budget_id","period_start_at") REFERENCES "public"."budget_period"("tenant_id","budget_id","period_start_at") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "budget_name" ON "budget" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "budget_scope" ON "budget" USING btree ("tenant_id","scope_kind","scope_value");--> statement-breakpoint
CREATE INDEX "budget_parent" ON "budget" USING btree ("tenant_id","parent_id");--> statement-breakpoint
CREATE INDEX "budget_period_open" ON "budget_period" USING btree ("tenant_id","period_end_at") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "lease_period" ON "lease" USING btree ("tenant_id","budget_id","period_start_at");--> statement-breakpoint
CREATE INDEX "lease_open" ON "lease" USING btree ("tenant_id","incarnation") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "lease_recalled" ON "lease" USING btree ("tenant_id","incarnation") WHERE recall_at is not null;--> statement-breakpoint
CREATE INDEX "ledger_entry_budget" ON "ledger_entry" USING btree ("tenant_id","budget_id","period_start_at") WHERE budget_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entry_correction" ON "ledger_entry" USING btree ("tenant_id","usage_event_id") WHERE kind = 'correct' and budget_id is null;
