ALTER TABLE "release" ADD COLUMN "failed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "release" ADD COLUMN "failure_note" text DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE INDEX "team_parent" ON "team" USING btree ("tenant_id","parent_id") WHERE parent_id is not null;
