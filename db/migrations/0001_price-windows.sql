ALTER TABLE "catalog_model" ADD COLUMN "position" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "window_from_minute" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "window_to_minute" smallint DEFAULT 1440 NOT NULL;--> statement-breakpoint
ALTER TABLE "price" DROP CONSTRAINT "price_pk";
--> statement-breakpoint
ALTER TABLE "price" ADD CONSTRAINT "price_pk" PRIMARY KEY("version_id","provider","model","meter","tier_from_tokens","valid_from_at","window_from_minute");