CREATE TABLE "factor_guess" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"guessed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "factor_guess_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "pending_sign_in" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"code_hash" text,
	"code_sent_at" timestamp (3) with time zone,
	"codes_sent" integer DEFAULT 0 NOT NULL,
	"ip" "inet",
	CONSTRAINT "pending_sign_in_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "recovery_code" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "recovery_code_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "second_factor" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"credential" "bytea",
	"encryption_key_id" uuid,
	"last_step" bigint,
	"credential_id" text,
	"public_key" "bytea",
	"rp_id" text,
	"sign_count" bigint DEFAULT 0 NOT NULL,
	"transports" text[] DEFAULT '{}' NOT NULL,
	"backed_up" boolean DEFAULT false NOT NULL,
	"hint" text DEFAULT '' NOT NULL,
	"code_hash" text,
	"code_sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "second_factor_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "security_setting" (
	"tenant_id" uuid NOT NULL,
	"factor_required" text DEFAULT 'nobody' NOT NULL,
	"factor_roles" text[] DEFAULT '{}' NOT NULL,
	"factor_due_at" timestamp (3) with time zone,
	"idle_minutes" integer,
	"absolute_minutes" integer DEFAULT 720 NOT NULL,
	"sessions_max" integer,
	"allowed_networks" text[] DEFAULT '{}' NOT NULL,
	"allowed_countries" text[] DEFAULT '{}' NOT NULL,
	"sms_gateway" jsonb,
	"sms_secret" "bytea",
	"sms_key_id" uuid,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "security_setting_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "spent_challenge" (
	"tenant_id" uuid NOT NULL,
	"challenge_hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "spent_challenge_tenant_id_challenge_hash_pk" PRIMARY KEY("tenant_id","challenge_hash")
);
--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "verified_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "method" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "factor_guess" ADD CONSTRAINT "factor_guess_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pending_sign_in" ADD CONSTRAINT "pending_sign_in_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_factor" ADD CONSTRAINT "second_factor_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "security_setting" ADD CONSTRAINT "security_setting_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spent_challenge" ADD CONSTRAINT "spent_challenge_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "factor_guess_user" ON "factor_guess" USING btree ("tenant_id","user_id","guessed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "pending_sign_in_secret" ON "pending_sign_in" USING btree ("tenant_id","secret_hash");--> statement-breakpoint
CREATE INDEX "pending_sign_in_user" ON "pending_sign_in" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recovery_code_once" ON "recovery_code" USING btree ("tenant_id","user_id","code_hash");--> statement-breakpoint
CREATE INDEX "second_factor_user" ON "second_factor" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "second_factor_credential" ON "second_factor" USING btree ("tenant_id","credential_id");--> statement-breakpoint
CREATE UNIQUE INDEX "second_factor_totp" ON "second_factor" USING btree ("tenant_id","user_id") WHERE kind = 'totp' and confirmed_at is not null;--> statement-breakpoint
CREATE INDEX "spent_challenge_end" ON "spent_challenge" USING btree ("tenant_id","expires_at");--> statement-breakpoint
-- By hand: who was signed in already proved who they are when they signed in, not now.
UPDATE "session" SET "verified_at" = "created_at";
