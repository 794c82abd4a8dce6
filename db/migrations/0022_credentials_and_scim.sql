CREATE TABLE "api_token" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"owner" text NOT NULL,
	"user_id" uuid NOT NULL,
	"permissions" text[] NOT NULL,
	"level" integer DEFAULT 0 NOT NULL,
	"token_hash" text NOT NULL,
	"display" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "api_token_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "oauth_client" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"user_id" uuid NOT NULL,
	"secret_hash" text NOT NULL,
	"display" text NOT NULL,
	"former_secret_hash" text,
	"former_secret_expires_at" timestamp (3) with time zone,
	"token_seconds" integer NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "oauth_client_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "oauth_token" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"permissions" text[],
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "oauth_token_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "scim_event" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"actor_name" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"status" smallint NOT NULL,
	"resource_id" text,
	"detail" text,
	"duration_ms" integer NOT NULL,
	"request_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scim_event_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "scim_user" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"user_name_key" text GENERATED ALWAYS AS (lower(user_name)) STORED NOT NULL,
	"external_id" text,
	"other_emails" text[] DEFAULT '{}' NOT NULL,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "scim_user_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "kind" text DEFAULT 'person' NOT NULL;--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "email_key" text GENERATED ALWAYS AS (lower(email)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_created_by" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_client" ADD CONSTRAINT "oauth_client_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_client" ADD CONSTRAINT "oauth_client_created_by" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_token" ADD CONSTRAINT "oauth_token_tenant_id_client_id_oauth_client_tenant_id_id_fk" FOREIGN KEY ("tenant_id","client_id") REFERENCES "public"."oauth_client"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_event" ADD CONSTRAINT "scim_event_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_user" ADD CONSTRAINT "scim_user_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_token_hash" ON "api_token" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "api_token_user" ON "api_token" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "oauth_client_account" ON "oauth_client" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "oauth_client_secret" ON "oauth_client" USING btree ("secret_hash");--> statement-breakpoint
CREATE INDEX "oauth_client_former_secret" ON "oauth_client" USING btree ("former_secret_hash");--> statement-breakpoint
CREATE INDEX "oauth_token_hash" ON "oauth_token" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "oauth_token_client" ON "oauth_token" USING btree ("tenant_id","client_id","expires_at");--> statement-breakpoint
CREATE INDEX "scim_event_age" ON "scim_event" USING btree ("tenant_id","occurred_at");--> statement-breakpoint
CREATE UNIQUE INDEX "scim_user_name" ON "scim_user" USING btree ("tenant_id","user_name_key");--> statement-breakpoint
CREATE INDEX "scim_user_external" ON "scim_user" USING btree ("tenant_id","external_id");--> statement-breakpoint
CREATE INDEX "scim_user_other_emails" ON "scim_user" USING btree ("tenant_id","user_id") WHERE other_emails <> '{}';--> statement-breakpoint
CREATE INDEX "user_account_email_key" ON "user_account" USING btree ("tenant_id","email_key");--> statement-breakpoint
-- By hand: organizations that exist already hold their built-in roles as rows; this is the permission that came with API tokens.
UPDATE "role" SET "permissions" = array_append("permissions", 'tokens.own') WHERE "built_in" AND "name" IN ('user', 'power_user', 'team_lead', 'department_admin') AND NOT 'tokens.own' = ANY("permissions");
