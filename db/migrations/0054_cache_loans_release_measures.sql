ALTER TABLE "cache_settings" ADD COLUMN "loans" jsonb DEFAULT '[]'::jsonb NOT NULL;
--> statement-breakpoint
ALTER TABLE "release" ADD COLUMN "coverage_percent" double precision;--> statement-breakpoint
ALTER TABLE "release" ADD COLUMN "test_success_percent" double precision;
