ALTER TABLE "usage_event" ADD COLUMN "cache_state" text;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "saved_nano_usd" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "usage_event_cached" ON "usage_event" USING btree ("tenant_id","occurred_at") WHERE cache_state is not null;