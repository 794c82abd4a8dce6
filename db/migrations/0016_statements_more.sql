CREATE TABLE "reconciliation" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"provider" text NOT NULL,
	"source" text NOT NULL,
	"format" text NOT NULL,
	"connection_id" uuid,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"state" text NOT NULL,
	"provider_nano_usd" bigint,
	"own_nano_usd" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "reconciliation_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_row" (
	"tenant_id" uuid NOT NULL,
	"reconciliation_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"day" date NOT NULL,
	"model" text NOT NULL,
	"state" text NOT NULL,
	"provider_nano_usd" bigint,
	"provider_tokens" bigint,
	"own_nano_usd" bigint NOT NULL,
	"own_tokens" bigint NOT NULL,
	"own_calls" bigint NOT NULL,
	"explanations" jsonb NOT NULL,
	"presumed_calls" integer DEFAULT 0 NOT NULL,
	"presumed_nano_usd" bigint,
	"evidenced_nano_usd" bigint,
	"applied_at" timestamp (3) with time zone,
	"applied_by" uuid,
	CONSTRAINT "reconciliation_row_tenant_id_reconciliation_id_position_pk" PRIMARY KEY("tenant_id","reconciliation_id","position")
);
--> statement-breakpoint
ALTER TABLE "reconciliation" ADD CONSTRAINT "reconciliation_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_row" ADD CONSTRAINT "reconciliation_row_tenant_id_reconciliation_id_reconciliation_tenant_id_id_fk" FOREIGN KEY ("tenant_id","reconciliation_id") REFERENCES "public"."reconciliation"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reconciliation_created" ON "reconciliation" USING btree ("tenant_id","created_at");
--> statement-breakpoint
ALTER TABLE "statement" ADD COLUMN "allocations" jsonb DEFAULT '[]'::jsonb NOT NULL;
