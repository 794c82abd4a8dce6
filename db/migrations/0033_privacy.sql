CREATE TABLE "consent_purpose" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"basis" text NOT NULL,
	"text_version" integer DEFAULT 1 NOT NULL,
	"effect" text DEFAULT 'none' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "consent_purpose_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "consent_record" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"purpose_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"state" text NOT NULL,
	"text_version" integer NOT NULL,
	"evidence" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consent_record_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "legal_hold" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"reason" text NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"project_id" uuid,
	"held_resource" text,
	"from_at" timestamp (3) with time zone,
	"to_at" timestamp (3) with time zone,
	"state" text DEFAULT 'proposed' NOT NULL,
	"created_by" uuid NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"release_reason" text,
	"release_by" uuid,
	"released_by" uuid,
	"released_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "legal_hold_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "person_processing" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"restricted_at" timestamp (3) with time zone,
	"objected_at" timestamp (3) with time zone,
	"is_pseudonymous" boolean DEFAULT false NOT NULL,
	"keys_stopped" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_processing_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "privacy_package_part" (
	"tenant_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"encryption_key_id" uuid NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "privacy_package_part_tenant_id_request_id_position_pk" PRIMARY KEY("tenant_id","request_id","position")
);
--> statement-breakpoint
CREATE TABLE "privacy_request" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"law" text NOT NULL,
	"user_id" uuid,
	"email" text NOT NULL,
	"state" text DEFAULT 'received' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"extension_reason" text,
	"verified_how" text,
	"verified_by" uuid,
	"verified_at" timestamp (3) with time zone,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"outcome" text,
	"ended_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"problem" text,
	"next_attempt_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"progress" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"package_digest" text,
	"package_bytes" bigint,
	"package_expires_at" timestamp (3) with time zone,
	"link_hash" text,
	"link_expires_at" timestamp (3) with time zone,
	"downloaded_at" timestamp (3) with time zone,
	"certificate" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "privacy_request_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "privacy_setting" (
	"tenant_id" uuid NOT NULL,
	"pseudonymous_analytics" boolean DEFAULT false NOT NULL,
	"audit_years" integer,
	"audit_needs_archive" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "privacy_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "usage_erasure" (
	"tenant_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"digest" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_erasure_tenant_id_event_id_pk" PRIMARY KEY("tenant_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "consent_purpose" ADD CONSTRAINT "consent_purpose_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_record" ADD CONSTRAINT "consent_record_tenant_id_purpose_id_consent_purpose_tenant_id_id_fk" FOREIGN KEY ("tenant_id","purpose_id") REFERENCES "public"."consent_purpose"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_record" ADD CONSTRAINT "consent_record_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_tenant_id_project_id_project_tenant_id_id_fk" FOREIGN KEY ("tenant_id","project_id") REFERENCES "public"."project"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_processing" ADD CONSTRAINT "person_processing_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_package_part" ADD CONSTRAINT "privacy_package_part_tenant_id_request_id_privacy_request_tenant_id_id_fk" FOREIGN KEY ("tenant_id","request_id") REFERENCES "public"."privacy_request"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_package_part" ADD CONSTRAINT "privacy_package_part_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_request" ADD CONSTRAINT "privacy_request_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_request" ADD CONSTRAINT "privacy_request_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_setting" ADD CONSTRAINT "privacy_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_erasure" ADD CONSTRAINT "usage_erasure_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "consent_purpose_name" ON "consent_purpose" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "consent_record_person" ON "consent_record" USING btree ("tenant_id","user_id","purpose_id","id");--> statement-breakpoint
CREATE INDEX "privacy_request_person" ON "privacy_request" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "privacy_request_due" ON "privacy_request" USING btree ("tenant_id","next_attempt_at") WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX "usage_erasure_batch" ON "usage_erasure" USING btree ("tenant_id","batch_id");--> statement-breakpoint
-- By hand: organizations that exist already hold their roles as rows; these are the permissions that came with privacy requests.
UPDATE "role" AS r SET "permissions" = r."permissions" || ARRAY['privacy.read']
WHERE r."built_in" = false AND r."name" = 'auditor' AND NOT r."permissions" @> ARRAY['privacy.read'];
