ALTER TABLE "analytics_goal" ADD COLUMN "roi_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "analytics_goal" ADD COLUMN "kpi_version" integer DEFAULT 0 NOT NULL;
