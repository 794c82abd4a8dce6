CREATE TABLE "route" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"draft" jsonb,
	"draft_saved_at" timestamp (3) with time zone,
	"draft_saved_by" uuid,
	"published_version" integer,
	"published_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "route_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "route_version" (
	"tenant_id" uuid NOT NULL,
	"route_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "route_version_tenant_id_route_id_number_pk" PRIMARY KEY("tenant_id","route_id","number")
);
--> statement-breakpoint
CREATE TABLE "routing_preference" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid NOT NULL,
	"connection_ids" uuid[] DEFAULT '{}' NOT NULL,
	"providers" text[] DEFAULT '{}' NOT NULL,
	"optimization" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "routing_preference_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "target_status" (
	"tenant_id" uuid NOT NULL,
	"process_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"model" text NOT NULL,
	"circuit" text NOT NULL,
	"running" integer NOT NULL,
	"waiting" integer NOT NULL,
	"attempts" integer NOT NULL,
	"faults" integer NOT NULL,
	"first_token_ms" integer,
	"latency_ms" integer,
	"figures" jsonb NOT NULL,
	"last_fault" text,
	"last_fault_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "target_status_tenant_id_process_id_connection_id_model_pk" PRIMARY KEY("tenant_id","process_id","connection_id","model")
);
--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "region" text;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "route_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "task_type" text;--> statement-breakpoint
ALTER TABLE "route" ADD CONSTRAINT "route_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "route_version" ADD CONSTRAINT "route_version_tenant_id_route_id_route_tenant_id_id_fk" FOREIGN KEY ("tenant_id","route_id") REFERENCES "public"."route"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routing_preference" ADD CONSTRAINT "routing_preference_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "target_status" ADD CONSTRAINT "target_status_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "route_name" ON "route" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "routing_preference_scope" ON "routing_preference" USING btree ("tenant_id","scope_kind","scope_id");
