CREATE TABLE "access_grant" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"holder_kind" text NOT NULL,
	"holder_id" uuid NOT NULL,
	"approval_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "access_grant_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "approval" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"requester_id" uuid,
	"key_id" uuid,
	"team_id" uuid,
	"department_id" uuid,
	"title" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"subject" jsonb NOT NULL,
	"amount_nano_usd" bigint,
	"request_hash" text,
	"model" text,
	"provider" text,
	"policy" jsonb NOT NULL,
	"level" smallint DEFAULT 1 NOT NULL,
	"due_at" timestamp (3) with time zone,
	"uses_max" integer DEFAULT 1 NOT NULL,
	"uses" integer DEFAULT 0 NOT NULL,
	"usable_until_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "approval_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "approval_delegation" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approval_delegation_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "approval_link" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"step_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approval_link_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "approval_rule" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"scope_kind" text NOT NULL,
	"scope_id" uuid,
	"above_nano_usd" bigint,
	"providers" text[] DEFAULT '{}' NOT NULL,
	"models" text[] DEFAULT '{}' NOT NULL,
	"restricted" boolean DEFAULT false NOT NULL,
	"levels" jsonb NOT NULL,
	"timeout_hours" smallint DEFAULT 72 NOT NULL,
	"on_timeout" text DEFAULT 'escalate' NOT NULL,
	"auto_approve_under_nano_usd" bigint,
	"four_eyes" boolean DEFAULT true NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "approval_rule_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "approval_step" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"approval_id" uuid NOT NULL,
	"level" smallint NOT NULL,
	"approver_ids" uuid[] DEFAULT '{}' NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"handed_from_id" uuid,
	"handed_to_id" uuid,
	"decided_by" uuid,
	"delegated_from_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"comment" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp (3) with time zone,
	CONSTRAINT "approval_step_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_tenant_id_approval_id_approval_tenant_id_id_fk" FOREIGN KEY ("tenant_id","approval_id") REFERENCES "public"."approval"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval" ADD CONSTRAINT "approval_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval" ADD CONSTRAINT "approval_tenant_id_requester_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","requester_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval" ADD CONSTRAINT "approval_tenant_id_key_id_virtual_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."virtual_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_delegation" ADD CONSTRAINT "approval_delegation_tenant_id_from_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","from_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_delegation" ADD CONSTRAINT "approval_delegation_tenant_id_to_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","to_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_link" ADD CONSTRAINT "approval_link_tenant_id_step_id_approval_step_tenant_id_id_fk" FOREIGN KEY ("tenant_id","step_id") REFERENCES "public"."approval_step"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_rule" ADD CONSTRAINT "approval_rule_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_step" ADD CONSTRAINT "approval_step_tenant_id_approval_id_approval_tenant_id_id_fk" FOREIGN KEY ("tenant_id","approval_id") REFERENCES "public"."approval"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_grant_holder" ON "access_grant" USING btree ("tenant_id","holder_kind","holder_id");--> statement-breakpoint
CREATE UNIQUE INDEX "approval_request_once" ON "approval" USING btree ("tenant_id","key_id","request_hash") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "approval_due" ON "approval" USING btree ("tenant_id","due_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "approval_requester" ON "approval" USING btree ("tenant_id","requester_id");--> statement-breakpoint
CREATE INDEX "approval_state" ON "approval" USING btree ("tenant_id","state");--> statement-breakpoint
CREATE INDEX "approval_delegation_from" ON "approval_delegation" USING btree ("tenant_id","from_id");--> statement-breakpoint
CREATE INDEX "approval_delegation_to" ON "approval_delegation" USING btree ("tenant_id","to_id");--> statement-breakpoint
CREATE UNIQUE INDEX "approval_link_token" ON "approval_link" USING btree ("tenant_id","token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "approval_rule_name" ON "approval_rule" USING btree ("tenant_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "approval_step_level" ON "approval_step" USING btree ("tenant_id","approval_id","level");--> statement-breakpoint
-- By hand: organizations that exist already hold their built-in roles as rows; these are the permissions that came with approvals.
UPDATE "role" SET "permissions" = "permissions" || ARRAY['approvals.own'] WHERE "built_in" AND "name" IN ('restricted_user', 'user', 'power_user', 'team_lead', 'department_admin') AND NOT 'approvals.own' = ANY("permissions");--> statement-breakpoint
UPDATE "role" SET "permissions" = "permissions" || ARRAY['approvals.read'] WHERE "built_in" AND "name" IN ('team_lead', 'department_admin') AND NOT 'approvals.read' = ANY("permissions");
