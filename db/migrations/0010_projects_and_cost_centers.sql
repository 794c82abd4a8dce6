CREATE TABLE "cost_allocation" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source_kind" text NOT NULL,
	"source_id" uuid NOT NULL,
	"shares" jsonb NOT NULL,
	"valid_from_at" timestamp (3) with time zone NOT NULL,
	"valid_until_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "cost_allocation_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "cost_center" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"parent_id" uuid,
	"manager_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "cost_center_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "environment" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"url" text,
	"status" text DEFAULT 'active' NOT NULL,
	"primary_model" text,
	"fallback_model" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "environment_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "project" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"owner_id" uuid,
	"team_id" uuid,
	"department_id" uuid,
	"cost_center_id" uuid,
	"business_unit" text,
	"status" text DEFAULT 'active' NOT NULL,
	"priority" text DEFAULT 'medium' NOT NULL,
	"start_date" date,
	"end_date" date,
	"allocated_nano_usd" bigint,
	"estimated_nano_usd" bigint,
	"requires_approval" boolean DEFAULT false NOT NULL,
	"review_due_date" date,
	"security_level" text DEFAULT 'internal' NOT NULL,
	"data_classes" text[] DEFAULT '{}' NOT NULL,
	"compliance_requirements" text[] DEFAULT '{}' NOT NULL,
	"visibility" text DEFAULT 'team' NOT NULL,
	"allowed_domains" text[] DEFAULT '{}' NOT NULL,
	"allowed_ips" text[] DEFAULT '{}' NOT NULL,
	"language" text,
	"frameworks" text[] DEFAULT '{}' NOT NULL,
	"profile" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"stakeholders" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "project_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "release" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"environment_id" uuid,
	"semantic_version" text NOT NULL,
	"name" text NOT NULL,
	"notes" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"created_by" uuid,
	"decided_by" uuid,
	"released_at" timestamp (3) with time zone,
	"rolled_back_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "release_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "project_id" uuid;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD COLUMN "environment_id" uuid;--> statement-breakpoint
ALTER TABLE "usage_day" ADD COLUMN "project_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_day" ADD COLUMN "environment_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_day" ADD COLUMN "cost_centers_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "project_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "environment_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "cost_centers_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hour" ADD COLUMN "project_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hour" ADD COLUMN "environment_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hour" ADD COLUMN "cost_centers_dim" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_allocation" ADD CONSTRAINT "cost_allocation_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_center" ADD CONSTRAINT "cost_center_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_center" ADD CONSTRAINT "cost_center_tenant_id_parent_id_cost_center_tenant_id_id_fk" FOREIGN KEY ("tenant_id","parent_id") REFERENCES "public"."cost_center"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_center" ADD CONSTRAINT "cost_center_tenant_id_manager_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","manager_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environment" ADD CONSTRAINT "environment_tenant_id_project_id_project_tenant_id_id_fk" FOREIGN KEY ("tenant_id","project_id") REFERENCES "public"."project"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project" ADD CONSTRAINT "project_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project" ADD CONSTRAINT "project_tenant_id_owner_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project" ADD CONSTRAINT "project_tenant_id_team_id_team_tenant_id_id_fk" FOREIGN KEY ("tenant_id","team_id") REFERENCES "public"."team"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project" ADD CONSTRAINT "project_tenant_id_department_id_department_tenant_id_id_fk" FOREIGN KEY ("tenant_id","department_id") REFERENCES "public"."department"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project" ADD CONSTRAINT "project_tenant_id_cost_center_id_cost_center_tenant_id_id_fk" FOREIGN KEY ("tenant_id","cost_center_id") REFERENCES "public"."cost_center"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release" ADD CONSTRAINT "release_tenant_id_project_id_project_tenant_id_id_fk" FOREIGN KEY ("tenant_id","project_id") REFERENCES "public"."project"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release" ADD CONSTRAINT "release_tenant_id_environment_id_environment_tenant_id_id_fk" FOREIGN KEY ("tenant_id","environment_id") REFERENCES "public"."environment"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release" ADD CONSTRAINT "release_tenant_id_created_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release" ADD CONSTRAINT "release_tenant_id_decided_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","decided_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cost_allocation_source" ON "cost_allocation" USING btree ("tenant_id","source_kind","source_id","valid_from_at");--> statement-breakpoint
CREATE UNIQUE INDEX "cost_center_code" ON "cost_center" USING btree ("tenant_id",lower("code")) WHERE archived_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "environment_slug" ON "environment" USING btree ("tenant_id","project_id","slug") WHERE archived_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "project_slug" ON "project" USING btree ("tenant_id","slug") WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "project_team" ON "project" USING btree ("tenant_id","team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "release_version" ON "release" USING btree ("tenant_id","project_id","semantic_version");--> statement-breakpoint
ALTER TABLE "virtual_key" ADD CONSTRAINT "virtual_key_tenant_id_project_id_project_tenant_id_id_fk" FOREIGN KEY ("tenant_id","project_id") REFERENCES "public"."project"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "virtual_key" ADD CONSTRAINT "virtual_key_environment" FOREIGN KEY ("tenant_id","environment_id") REFERENCES "public"."environment"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_event_project" ON "usage_event" USING btree ("tenant_id","project_dim","occurred_at") WHERE project_dim <> 0;--> statement-breakpoint
CREATE INDEX "usage_event_cost_centers" ON "usage_event" USING btree ("tenant_id","cost_centers_dim","occurred_at") WHERE cost_centers_dim <> 0;--> statement-breakpoint
ALTER TABLE "usage_day" DROP CONSTRAINT "usage_day_pk";
--> statement-breakpoint
ALTER TABLE "usage_day" ADD CONSTRAINT "usage_day_pk" PRIMARY KEY("tenant_id","day_at","department_dim","team_dim","user_dim","key_dim","connection_dim","provider_dim","model_dim","project_dim","environment_dim","cost_centers_dim");--> statement-breakpoint
ALTER TABLE "usage_hour" DROP CONSTRAINT "usage_hour_pk";
--> statement-breakpoint
ALTER TABLE "usage_hour" ADD CONSTRAINT "usage_hour_pk" PRIMARY KEY("tenant_id","hour_at","department_dim","team_dim","user_dim","key_dim","connection_dim","provider_dim","model_dim","project_dim","environment_dim","cost_centers_dim");
