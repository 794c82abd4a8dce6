CREATE TABLE "reconciliation_schedule" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"every_days" smallint NOT NULL,
	"wait_hours" smallint NOT NULL,
	"tolerance_percent" double precision NOT NULL,
	"credential" "bytea",
	"encryption_key_id" uuid,
	"credential_hint" text,
	"credential_origin" text,
	"status" text DEFAULT 'active' NOT NULL,
	"compared_to" date NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"failures" smallint DEFAULT 0 NOT NULL,
	"failing_since_at" timestamp (3) with time zone,
	"last_error" text,
	"last_reconciliation_id" uuid,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "reconciliation_schedule_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "reconciliation_schedule" ADD CONSTRAINT "reconciliation_schedule_tenant_id_connection_id_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_schedule" ADD CONSTRAINT "reconciliation_schedule_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_schedule" ADD CONSTRAINT "reconciliation_schedule_tenant_id_last_reconciliation_id_reconciliation_tenant_id_id_fk" FOREIGN KEY ("tenant_id","last_reconciliation_id") REFERENCES "public"."reconciliation"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliation_schedule_connection" ON "reconciliation_schedule" USING btree ("tenant_id","connection_id");--> statement-breakpoint
CREATE INDEX "reconciliation_schedule_due" ON "reconciliation_schedule" USING btree ("tenant_id","next_attempt_at");
--> statement-breakpoint
ALTER TABLE "billing_setting" ADD COLUMN "report_schedule_id" uuid;
