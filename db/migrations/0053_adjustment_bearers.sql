ALTER TABLE "adjustment" ADD COLUMN "department_id" uuid;--> statement-breakpoint
ALTER TABLE "adjustment" ADD COLUMN "team_id" uuid;--> statement-breakpoint
ALTER TABLE "adjustment" ADD COLUMN "project_id" uuid;--> statement-breakpoint
ALTER TABLE "adjustment" ADD COLUMN "cost_shares" text;--> statement-breakpoint
-- By hand: what was booked before is of the team or department that it names; who bears it is left to billing settings.
UPDATE "adjustment" AS a SET "team_id" = a."scope_id", "department_id" = t."department_id" FROM "team" AS t
WHERE a."scope_kind" = 'team' AND t."tenant_id" = a."tenant_id" AND t."id" = a."scope_id";--> statement-breakpoint
UPDATE "adjustment" SET "department_id" = "scope_id" WHERE "scope_kind" = 'department';
