DROP INDEX "audit_entry_resource";--> statement-breakpoint
DROP INDEX "audit_entry_actor";--> statement-breakpoint
ALTER TABLE "user_account" ADD COLUMN "temporary_password_expires_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "audit_entry_action" ON "audit_entry" USING btree ("tenant_id","action","id");--> statement-breakpoint
CREATE INDEX "audit_entry_resource" ON "audit_entry" USING btree ("tenant_id","resource_kind","resource_id","id");--> statement-breakpoint
CREATE INDEX "audit_entry_actor" ON "audit_entry" USING btree ("tenant_id","actor_id","id");