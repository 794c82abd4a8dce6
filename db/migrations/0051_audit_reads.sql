ALTER TABLE "security_setting" ADD COLUMN "audit_reads" text DEFAULT 'content' NOT NULL;
