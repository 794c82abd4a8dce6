CREATE TABLE "key_loan" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"department_id" uuid,
	"team_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"key_hash" text,
	"display" text,
	"issued_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "key_loan_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "key_loan" ADD CONSTRAINT "key_loan_key" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."virtual_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_loan" ADD CONSTRAINT "key_loan_department" FOREIGN KEY ("tenant_id","department_id") REFERENCES "public"."department"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_loan" ADD CONSTRAINT "key_loan_team" FOREIGN KEY ("tenant_id","team_id") REFERENCES "public"."team"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "key_loan_borrower" ON "key_loan" USING btree ("tenant_id","key_id",coalesce("team_id", "department_id")) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "key_loan_hash" ON "key_loan" USING btree ("key_hash") WHERE key_hash is not null;