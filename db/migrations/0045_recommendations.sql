CREATE TABLE "recommendation" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"fingerprint" text NOT NULL,
	"department_id" uuid,
	"team_id" uuid,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"risk" text NOT NULL,
	"amount_nano_usd" bigint NOT NULL,
	"low_nano_usd" bigint NOT NULL,
	"high_nano_usd" bigint NOT NULL,
	"confidence" text NOT NULL,
	"effort" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"plan" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"reason" text DEFAULT '' NOT NULL,
	"dismissed_until_at" timestamp (3) with time zone,
	"applied_at" timestamp (3) with time zone,
	"undone_at" timestamp (3) with time zone,
	"undo" jsonb,
	"measurement" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "recommendation_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "saving_state" (
	"tenant_id" uuid NOT NULL,
	"baseline_provider" text,
	"baseline_model" text,
	"minimum_nano_usd" bigint NOT NULL,
	"scanned_at" timestamp (3) with time zone,
	"savings" jsonb,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "saving_state_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "recommendation" ADD CONSTRAINT "recommendation_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saving_state" ADD CONSTRAINT "saving_state_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "recommendation_once" ON "recommendation" USING btree ("tenant_id","kind","fingerprint");--> statement-breakpoint
CREATE INDEX "recommendation_amount" ON "recommendation" USING btree ("tenant_id","amount_nano_usd","id");--> statement-breakpoint
CREATE INDEX "recommendation_running" ON "recommendation" USING btree ("tenant_id","applied_at") WHERE state in ('applied', 'measured');
