CREATE TABLE "access_review" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"started_by" uuid NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone,
	"completed_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "access_review_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "access_review_item" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"review_id" uuid NOT NULL,
	"assignment_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role_title" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"decision" text DEFAULT 'pending' NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"note" text DEFAULT '' NOT NULL,
	CONSTRAINT "access_review_item_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "compliance_attestation" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"framework" text NOT NULL,
	"ref" text NOT NULL,
	"statement" text NOT NULL,
	"document_name" text,
	"document_sha256" text,
	"attested_by" uuid NOT NULL,
	"attested_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" uuid,
	CONSTRAINT "compliance_attestation_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "provider_record" (
	"tenant_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"legal_name" text NOT NULL,
	"regions" text[] DEFAULT '{}' NOT NULL,
	"dpa_reference" text,
	"dpa_signed_at" timestamp (3) with time zone,
	"baa_reference" text,
	"baa_signed_at" timestamp (3) with time zone,
	"retention_days" integer,
	"training_excluded" boolean,
	"note" text DEFAULT '' NOT NULL,
	"reviewed_at" timestamp (3) with time zone NOT NULL,
	"reviewed_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "provider_record_tenant_id_provider_pk" PRIMARY KEY("tenant_id","provider")
);
--> statement-breakpoint
CREATE TABLE "compliance_finding" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"check_name" text NOT NULL,
	"severity" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"failing" integer NOT NULL,
	"sample" text[] DEFAULT '{}' NOT NULL,
	"owner_id" uuid,
	"due_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"fixed_at" timestamp (3) with time zone,
	"acceptance_asked_by" uuid,
	"accepted_until_at" timestamp (3) with time zone,
	"accepted_by" uuid,
	"undo" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "compliance_finding_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "compliance_finding_entry" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"finding_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "compliance_finding_entry_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "compliance_framework" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"controls" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "compliance_framework_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "compliance_monitor" (
	"tenant_id" uuid NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"configuration" text DEFAULT '' NOT NULL,
	"statuses" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "compliance_monitor_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "compliance_result" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"check_name" text NOT NULL,
	"status" text NOT NULL,
	"examined" integer NOT NULL,
	"failing" integer NOT NULL,
	"measured_at" timestamp (3) with time zone NOT NULL,
	"evidence" text NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "compliance_result_tenant_id_run_id_check_name_pk" PRIMARY KEY("tenant_id","run_id","check_name")
);
--> statement-breakpoint
CREATE TABLE "compliance_run" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"cause" text NOT NULL,
	"started_by" uuid,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"next_audit_at" timestamp (3) with time zone NOT NULL,
	"score" smallint,
	"evidenced" smallint NOT NULL,
	"frameworks" jsonb NOT NULL,
	"controls" jsonb NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "compliance_run_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "compliance_setting" (
	"tenant_id" uuid NOT NULL,
	"frameworks" text[],
	"schedule" text DEFAULT 'quarterly' NOT NULL,
	"monitoring" boolean DEFAULT true NOT NULL,
	"idle_minutes_max" integer DEFAULT 60 NOT NULL,
	"key_days_max" integer DEFAULT 90 NOT NULL,
	"retention_days_max" integer DEFAULT 400 NOT NULL,
	"due_days" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "compliance_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "access_review" ADD CONSTRAINT "access_review_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_review" ADD CONSTRAINT "access_review_tenant_id_started_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","started_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_review_item" ADD CONSTRAINT "access_review_item_tenant_id_review_id_access_review_tenant_id_id_fk" FOREIGN KEY ("tenant_id","review_id") REFERENCES "public"."access_review"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_review_item" ADD CONSTRAINT "access_review_item_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_attestation" ADD CONSTRAINT "compliance_attestation_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_attestation" ADD CONSTRAINT "compliance_attestation_tenant_id_attested_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","attested_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_record" ADD CONSTRAINT "provider_record_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_finding" ADD CONSTRAINT "compliance_finding_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_finding" ADD CONSTRAINT "compliance_finding_tenant_id_owner_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_finding_entry" ADD CONSTRAINT "compliance_finding_entry_tenant_id_finding_id_compliance_finding_tenant_id_id_fk" FOREIGN KEY ("tenant_id","finding_id") REFERENCES "public"."compliance_finding"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_framework" ADD CONSTRAINT "compliance_framework_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_monitor" ADD CONSTRAINT "compliance_monitor_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_result" ADD CONSTRAINT "compliance_result_tenant_id_run_id_compliance_run_tenant_id_id_fk" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."compliance_run"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_run" ADD CONSTRAINT "compliance_run_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_setting" ADD CONSTRAINT "compliance_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_review_open" ON "access_review" USING btree ("tenant_id") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "access_review_item_once" ON "access_review_item" USING btree ("tenant_id","review_id","assignment_id");--> statement-breakpoint
CREATE INDEX "compliance_attestation_control" ON "compliance_attestation" USING btree ("tenant_id","framework","ref");--> statement-breakpoint
CREATE UNIQUE INDEX "compliance_finding_unfixed" ON "compliance_finding" USING btree ("tenant_id","check_name") WHERE state <> 'fixed';--> statement-breakpoint
CREATE INDEX "compliance_finding_opened" ON "compliance_finding" USING btree ("tenant_id","opened_at");--> statement-breakpoint
CREATE INDEX "compliance_finding_entry_finding" ON "compliance_finding_entry" USING btree ("tenant_id","finding_id");--> statement-breakpoint
CREATE UNIQUE INDEX "compliance_framework_name" ON "compliance_framework" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "compliance_run_started" ON "compliance_run" USING btree ("tenant_id","started_at");--> statement-breakpoint
-- By hand: organizations that exist already hold their roles as rows; auditors see compliance.
UPDATE "role" SET "permissions" = "permissions" || ARRAY['compliance.read']
WHERE "name" = 'auditor' AND NOT "built_in" AND NOT 'compliance.read' = ANY ("permissions");
