ALTER TABLE "target_status" ADD COLUMN "host" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "target_status_troubled" ON "target_status" USING btree ("host") WHERE circuit <> 'closed';