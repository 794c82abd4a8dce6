ALTER TABLE "usage_event" ADD COLUMN "routing" jsonb;--> statement-breakpoint
ALTER TABLE "usage_event" ADD COLUMN "baseline_nano_usd" bigint;
