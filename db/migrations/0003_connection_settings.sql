ALTER TABLE "connection" ADD COLUMN "settings" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "model_names" jsonb DEFAULT '{}'::jsonb NOT NULL;