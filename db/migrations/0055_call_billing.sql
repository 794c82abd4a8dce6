ALTER TABLE "usage_event" ADD COLUMN "billing" jsonb;
