CREATE TABLE "mcp_server" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"auth" text NOT NULL,
	"auth_settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"credential" "bytea",
	"encryption_key_id" uuid,
	"credential_hint" text,
	"credential_rotated_at" timestamp (3) with time zone,
	"allowed_tools" text[] DEFAULT '{*}'::text[] NOT NULL,
	"denied_tools" text[] DEFAULT '{}' NOT NULL,
	"allowed_resources" text[] DEFAULT '{*}'::text[] NOT NULL,
	"denied_resources" text[] DEFAULT '{}' NOT NULL,
	"allowed_prompts" text[] DEFAULT '{*}'::text[] NOT NULL,
	"denied_prompts" text[] DEFAULT '{}' NOT NULL,
	"department_ids" uuid[] DEFAULT '{}' NOT NULL,
	"team_ids" uuid[] DEFAULT '{}' NOT NULL,
	"user_ids" uuid[] DEFAULT '{}' NOT NULL,
	"role_ids" uuid[] DEFAULT '{}' NOT NULL,
	"key_ids" uuid[] DEFAULT '{}' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"timeout_seconds" integer DEFAULT 60 NOT NULL,
	"price_per_call_nano_usd" bigint,
	"tools" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"tested_at" timestamp (3) with time zone,
	"test_result" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "mcp_server_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "mcp_server" ADD CONSTRAINT "mcp_server_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mcp_server" ADD CONSTRAINT "mcp_server_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "mcp_server_slug" ON "mcp_server" USING btree ("tenant_id","slug") WHERE archived_at is null;
