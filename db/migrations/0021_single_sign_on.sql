CREATE TABLE "sso_connection" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"status" text DEFAULT 'disabled' NOT NULL,
	"issuer" text,
	"client_id" text,
	"scopes" text[] DEFAULT '{}' NOT NULL,
	"credential" "bytea",
	"encryption_key_id" uuid,
	"credential_hint" text,
	"credential_rotated_at" timestamp (3) with time zone,
	"idp_entity_id" text,
	"idp_sso_url" text,
	"idp_slo_url" text,
	"idp_certificates" text[] DEFAULT '{}' NOT NULL,
	"allow_idp_initiated" boolean DEFAULT false NOT NULL,
	"claims" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"required_groups" text[] DEFAULT '{}' NOT NULL,
	"group_mappings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"default_role_id" uuid,
	"provisions" boolean DEFAULT true NOT NULL,
	"tested_at" timestamp (3) with time zone,
	"test_result" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "sso_connection_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sso_domain" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"domain" text NOT NULL,
	"connection_id" uuid,
	"proof" text NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone,
	"check_message" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "sso_domain_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sso_flow" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"binding_hash" text,
	"handle" text NOT NULL,
	"next" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"answer" jsonb,
	"ticket_hash" text,
	CONSTRAINT "sso_flow_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sso_grant" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"role_id" uuid,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sso_grant_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sso_identity" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"user_id" uuid NOT NULL,
	"groups" text[] DEFAULT '{}' NOT NULL,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_sign_in_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sso_identity_tenant_id_connection_id_subject_pk" PRIMARY KEY("tenant_id","connection_id","subject")
);
--> statement-breakpoint
CREATE TABLE "sso_session" (
	"tenant_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"provider_session" text,
	"name_id_format" text,
	"credential" "bytea",
	"encryption_key_id" uuid,
	CONSTRAINT "sso_session_tenant_id_session_id_pk" PRIMARY KEY("tenant_id","session_id")
);
--> statement-breakpoint
CREATE TABLE "sso_setting" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"enforced" boolean DEFAULT false NOT NULL,
	"break_glass_user_ids" uuid[] DEFAULT '{}' NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sso_sync_log" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"connection_id" uuid NOT NULL,
	"user_id" uuid,
	"email" text,
	"outcome" text NOT NULL,
	"code" text,
	"detail" text NOT NULL,
	"changes" text[] DEFAULT '{}' NOT NULL,
	"request_id" uuid,
	CONSTRAINT "sso_sync_log_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sso_used_assertion" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sso_used_assertion_tenant_id_connection_id_digest_pk" PRIMARY KEY("tenant_id","connection_id","digest")
);
--> statement-breakpoint
ALTER TABLE "sso_connection" ADD CONSTRAINT "sso_connection_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_connection" ADD CONSTRAINT "sso_connection_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_connection" ADD CONSTRAINT "sso_connection_tenant_id_default_role_id_role_tenant_id_id_fk" FOREIGN KEY ("tenant_id","default_role_id") REFERENCES "public"."role"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_domain" ADD CONSTRAINT "sso_domain_tenant_id_connection_id_sso_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_flow" ADD CONSTRAINT "sso_flow_tenant_id_connection_id_sso_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_grant" ADD CONSTRAINT "sso_grant_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_grant" ADD CONSTRAINT "sso_grant_tenant_id_connection_id_sso_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_identity" ADD CONSTRAINT "sso_identity_tenant_id_connection_id_sso_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_identity" ADD CONSTRAINT "sso_identity_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_session" ADD CONSTRAINT "sso_session_tenant_id_session_id_session_tenant_id_id_fk" FOREIGN KEY ("tenant_id","session_id") REFERENCES "public"."session"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_session" ADD CONSTRAINT "sso_session_tenant_id_connection_id_sso_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_session" ADD CONSTRAINT "sso_session_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_setting" ADD CONSTRAINT "sso_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_sync_log" ADD CONSTRAINT "sso_sync_log_tenant_id_connection_id_sso_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_used_assertion" ADD CONSTRAINT "sso_used_assertion_tenant_id_connection_id_sso_connection_tenant_id_id_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connection"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sso_connection_name" ON "sso_connection" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "sso_connection_id" ON "sso_connection" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "sso_domain_once" ON "sso_domain" USING btree ("tenant_id","domain");--> statement-breakpoint
CREATE INDEX "sso_domain_verified" ON "sso_domain" USING btree ("domain") WHERE verified_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "sso_flow_handle" ON "sso_flow" USING btree ("tenant_id","connection_id","handle");--> statement-breakpoint
CREATE INDEX "sso_flow_expiry" ON "sso_flow" USING btree ("tenant_id","expires_at");--> statement-breakpoint
CREATE INDEX "sso_grant_user" ON "sso_grant" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "sso_identity_user" ON "sso_identity" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "sso_session_subject" ON "sso_session" USING btree ("tenant_id","connection_id","subject");--> statement-breakpoint
CREATE INDEX "sso_sync_log_time" ON "sso_sync_log" USING btree ("tenant_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "sso_used_assertion_expiry" ON "sso_used_assertion" USING btree ("tenant_id","expires_at");