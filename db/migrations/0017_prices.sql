CREATE TABLE "adjustment" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"amount_nano_usd" bigint NOT NULL,
	"reason" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid NOT NULL,
	"applies_at" timestamp (3) with time zone NOT NULL,
	"is_moved" boolean DEFAULT false NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "adjustment_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "price_decision" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"number" integer NOT NULL,
	"version_id" uuid NOT NULL,
	"state" text NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"proposed_by" uuid NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "price_decision_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "price_override" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"kind" text NOT NULL,
	"rates" jsonb,
	"discount_basis_points" integer,
	"valid_from_at" timestamp (3) with time zone NOT NULL,
	"valid_to_at" timestamp (3) with time zone,
	"state" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"proposed_by" uuid NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "price_override_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "rerate" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"provider" text,
	"model" text,
	"team_id" uuid,
	"price_version_id" uuid,
	"override_id" uuid,
	"undo_of_id" uuid,
	"after_at" timestamp (3) with time zone,
	"after_id" uuid,
	"events" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"skipped_nano_usd" bigint DEFAULT 0 NOT NULL,
	"former_nano_usd" bigint DEFAULT 0 NOT NULL,
	"new_nano_usd" bigint DEFAULT 0 NOT NULL,
	"booked_events" integer DEFAULT 0 NOT NULL,
	"booked_nano_usd" bigint DEFAULT 0 NOT NULL,
	"breakdown" jsonb,
	"created_by" uuid NOT NULL,
	"started_by" uuid,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "rerate_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "usage_correction" (
	"tenant_id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL,
	"rerate_id" uuid NOT NULL,
	"amount_nano_usd" bigint NOT NULL,
	"price_version_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_correction_tenant_id_occurred_at_event_id_rerate_id_pk" PRIMARY KEY("tenant_id","occurred_at","event_id","rerate_id")
);
--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "price_review" text DEFAULT 'automatic' NOT NULL;--> statement-breakpoint
ALTER TABLE "adjustment" ADD CONSTRAINT "adjustment_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adjustment" ADD CONSTRAINT "adjustment_tenant_id_created_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_decision" ADD CONSTRAINT "price_decision_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_decision" ADD CONSTRAINT "price_decision_version_id_price_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."price_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_decision" ADD CONSTRAINT "price_decision_tenant_id_proposed_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","proposed_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_decision" ADD CONSTRAINT "price_decision_tenant_id_decided_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","decided_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_override" ADD CONSTRAINT "price_override_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_override" ADD CONSTRAINT "price_override_tenant_id_proposed_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","proposed_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_override" ADD CONSTRAINT "price_override_tenant_id_decided_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","decided_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate" ADD CONSTRAINT "rerate_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate" ADD CONSTRAINT "rerate_tenant_id_created_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rerate" ADD CONSTRAINT "rerate_tenant_id_started_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","started_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "adjustment_time" ON "adjustment" USING btree ("tenant_id","applies_at");--> statement-breakpoint
CREATE UNIQUE INDEX "price_decision_number" ON "price_decision" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "price_decision_open" ON "price_decision" USING btree ("tenant_id","version_id") WHERE state = 'proposed';--> statement-breakpoint
CREATE INDEX "price_override_state" ON "price_override" USING btree ("tenant_id","state","provider");--> statement-breakpoint
CREATE INDEX "rerate_due" ON "rerate" USING btree ("tenant_id","created_at") WHERE state in ('previewing', 'running');--> statement-breakpoint
CREATE UNIQUE INDEX "rerate_undo" ON "rerate" USING btree ("tenant_id","undo_of_id") WHERE undo_of_id is not null and state <> 'cancelled';--> statement-breakpoint
CREATE INDEX "usage_correction_rerate" ON "usage_correction" USING btree ("tenant_id","rerate_id","occurred_at");--> statement-breakpoint
CREATE INDEX "ledger_entry_booked" ON "ledger_entry" USING btree ("tenant_id","batch_id") WHERE kind in ('adjust', 'credit', 'rerate');--> statement-breakpoint
CREATE INDEX "usage_event_unpriced" ON "usage_event" USING btree ("tenant_id","occurred_at") WHERE cost_state = 'unpriced';
