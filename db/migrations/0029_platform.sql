CREATE TABLE "support_access" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"reason" text NOT NULL,
	"hours" smallint NOT NULL,
	"operator_id" uuid NOT NULL,
	"operator_name" text NOT NULL,
	"operator_email" text NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone,
	"user_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "support_access_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "support_case" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"of_tenant_id" uuid NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "support_case_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tenant_day" (
	"tenant_id" uuid NOT NULL,
	"day" date NOT NULL,
	"people" integer NOT NULL,
	"active_day" integer NOT NULL,
	"active_month" integer NOT NULL,
	"active_month_before" integer NOT NULL,
	"returned" integer NOT NULL,
	"requests" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cost_nano_usd" bigint NOT NULL,
	"saved_nano_usd" bigint NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_day_tenant_id_day_pk" PRIMARY KEY("tenant_id","day")
);
--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "ceiling" jsonb;--> statement-breakpoint
ALTER TABLE "support_access" ADD CONSTRAINT "support_access_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_access" ADD CONSTRAINT "support_access_tenant_id_user_id_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_case" ADD CONSTRAINT "support_case_tenant_id_created_by_user_account_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_day" ADD CONSTRAINT "tenant_day_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "support_access_created" ON "support_access" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "support_access_ends" ON "support_access" USING btree ("ends_at") WHERE state = 'granted';