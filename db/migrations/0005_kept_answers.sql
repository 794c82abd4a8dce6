ALTER TABLE "usage_event" ADD COLUMN "cache_state" text;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "saved_nano_usd" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "usage_event_cached" ON "usage_event" USING btree ("tenant_id","occurred_at") WHERE cache_state is not null;
--> statement-breakpoint
CREATE TABLE "cache_entry" (
	"tenant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"scope" text NOT NULL,
	"context_key" text,
	"protocol" text NOT NULL,
	"model" text NOT NULL,
	"streamed" boolean NOT NULL,
	"answer_bytes" integer NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	"encryption_key_id" uuid NOT NULL,
	"answer" "bytea" NOT NULL,
	"turn" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cache_entry_tenant_id_key_pk" PRIMARY KEY("tenant_id","key")
);
--> statement-breakpoint
CREATE TABLE "cache_settings" (
	"tenant_id" uuid NOT NULL,
	"mode" text DEFAULT 'off' NOT NULL,
	"ttl_seconds" integer DEFAULT 3600 NOT NULL,
	"isolation" text DEFAULT 'team' NOT NULL,
	"is_semantic" boolean DEFAULT false NOT NULL,
	"embedding_model" text,
	"similarity_permille" smallint DEFAULT 950 NOT NULL,
	"epoch" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "cache_settings_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "idempotent_call" (
	"tenant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"call_id" uuid NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"busy_until_at" timestamp (3) with time zone NOT NULL,
	"encryption_key_id" uuid,
	"answer" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotent_call_tenant_id_key_pk" PRIMARY KEY("tenant_id","key")
);
--> statement-breakpoint
CREATE TABLE "transformation_set" (
	"tenant_id" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"rules" jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transformation_set_tenant_id_version_pk" PRIMARY KEY("tenant_id","version")
);
--> statement-breakpoint
ALTER TABLE "cache_entry" ADD CONSTRAINT "cache_entry_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cache_settings" ADD CONSTRAINT "cache_settings_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotent_call" ADD CONSTRAINT "idempotent_call_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotent_call" ADD CONSTRAINT "idempotent_call_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transformation_set" ADD CONSTRAINT "transformation_set_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cache_entry_context" ON "cache_entry" USING btree ("tenant_id","context_key","created_at") WHERE context_key is not null;--> statement-breakpoint
CREATE INDEX "cache_entry_expiry" ON "cache_entry" USING btree ("tenant_id","expires_at");--> statement-breakpoint
CREATE INDEX "idempotent_call_age" ON "idempotent_call" USING btree ("tenant_id","created_at");
