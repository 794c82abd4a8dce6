CREATE TABLE "provider_object" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"connection_id" uuid NOT NULL,
	"provider_id" text,
	"owner" text NOT NULL,
	"team_id" uuid,
	"user_id" uuid,
	"key_id" uuid,
	"state" text NOT NULL,
	"purpose" text,
	"body" jsonb NOT NULL,
	"work" jsonb,
	"reservation_id" uuid,
	"next_check_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_object_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "provider_object" ADD CONSTRAINT "provider_object_tenant_id_connection_id_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "provider_object_name" ON "provider_object" USING btree ("tenant_id","provider_id");--> statement-breakpoint
CREATE INDEX "provider_object_owner" ON "provider_object" USING btree ("tenant_id","owner","kind","id");--> statement-breakpoint
CREATE INDEX "provider_object_due" ON "provider_object" USING btree ("tenant_id","next_check_at") WHERE state in ('creating', 'running');
