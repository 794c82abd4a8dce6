CREATE TABLE "connection_span" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"process_id" uuid NOT NULL,
	"attempts" integer NOT NULL,
	"faults" integer NOT NULL,
	"figures" jsonb NOT NULL,
	"last_success_at" timestamp (3) with time zone,
	"last_fault" text,
	"last_fault_at" timestamp (3) with time zone,
	CONSTRAINT "connection_span_tenant_id_connection_id_from_at_process_id_pk" PRIMARY KEY("tenant_id","connection_id","from_at","process_id")
);
--> statement-breakpoint
CREATE TABLE "gateway_process" (
	"process_id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"loop_delay_ms" integer NOT NULL,
	"posting_queued" integer NOT NULL,
	"posting_lag_ms" integer NOT NULL,
	"fault" text,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "target_status" ADD COLUMN "circuit_ready_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "target_status" ADD COLUMN "circuit_why" text;--> statement-breakpoint
ALTER TABLE "connection_span" ADD CONSTRAINT "connection_span_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;
