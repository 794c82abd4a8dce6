ALTER TABLE "ledger_entry" ADD COLUMN "former_batch_id" uuid;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD COLUMN "former_digest" "bytea";--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entry_correction" ON "ledger_entry" USING btree ("tenant_id","usage_event_id") WHERE kind = 'correct';--> statement-breakpoint
CREATE INDEX "ledger_entry_former_batch" ON "ledger_entry" USING btree ("tenant_id","former_batch_id") WHERE former_batch_id is not null;