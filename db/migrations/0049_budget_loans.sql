CREATE TABLE "budget_loan" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"lender_budget_id" uuid NOT NULL,
	"borrower_budget_id" uuid NOT NULL,
	"period_start_at" timestamp (3) with time zone NOT NULL,
	"period_end_at" timestamp (3) with time zone NOT NULL,
	"amount_nano_usd" bigint NOT NULL,
	"returned_nano_usd" bigint DEFAULT 0 NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "budget_loan_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "budget_loan" ADD CONSTRAINT "budget_loan_lender" FOREIGN KEY ("tenant_id","lender_budget_id") REFERENCES "public"."budget"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_loan" ADD CONSTRAINT "budget_loan_borrower" FOREIGN KEY ("tenant_id","borrower_budget_id") REFERENCES "public"."budget"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_loan" ADD CONSTRAINT "budget_loan_maker" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "budget_loan_lender_period" ON "budget_loan" USING btree ("tenant_id","lender_budget_id","period_start_at");--> statement-breakpoint
CREATE INDEX "budget_loan_borrower_period" ON "budget_loan" USING btree ("tenant_id","borrower_budget_id","period_start_at");
