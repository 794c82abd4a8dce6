-- Written by hand: drizzle-kit knows no partitions. What was the table becomes the partition of everything up to the end of this
-- month, so that no row is copied and none can get lost. Entries lie by their id, which begins with the millisecond: the primary
-- key stays what it was, and a range of time is a range of partitions.
ALTER TABLE "audit_entry" RENAME TO "audit_entry_past";--> statement-breakpoint
ALTER TABLE "audit_entry_past" RENAME CONSTRAINT "audit_entry_tenant_id_id_pk" TO "audit_entry_past_pk";--> statement-breakpoint
ALTER TABLE "audit_entry_past" RENAME CONSTRAINT "audit_entry_tenant_id_tenant_tenant_id_fk" TO "audit_entry_past_fk";--> statement-breakpoint
ALTER INDEX "audit_entry_resource" RENAME TO "audit_entry_past_resource";--> statement-breakpoint
ALTER INDEX "audit_entry_actor" RENAME TO "audit_entry_past_actor";--> statement-breakpoint
ALTER INDEX "audit_entry_action" RENAME TO "audit_entry_past_action";--> statement-breakpoint
ALTER INDEX "audit_entry_listed" RENAME TO "audit_entry_past_listed";--> statement-breakpoint
DROP TRIGGER IF EXISTS "audit_entry_queue" ON "audit_entry_past";--> statement-breakpoint
CREATE TABLE "audit_entry" (LIKE "audit_entry_past" INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE) PARTITION BY RANGE ("id");--> statement-breakpoint
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_tenant_id_id_pk" PRIMARY KEY("tenant_id","id");--> statement-breakpoint
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entry_resource" ON "audit_entry" USING btree ("tenant_id","resource_kind","resource_id","id");--> statement-breakpoint
CREATE INDEX "audit_entry_actor" ON "audit_entry" USING btree ("tenant_id","actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_entry_action" ON "audit_entry" USING btree ("tenant_id","action","id");--> statement-breakpoint
CREATE INDEX "audit_entry_listed" ON "audit_entry" USING btree ("tenant_id","id") WHERE action <> 'usage.batch';--> statement-breakpoint
-- What the roles had of the table they get of the new one, so that a process that runs meanwhile meets no gap; and nobody but the
-- owner may address a partition by its name.
DO $$
DECLARE
  next_month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month';
  bound uuid := (lpad(to_hex((extract(epoch FROM next_month) * 1000)::int8), 12, '0') || repeat('0', 20))::uuid;
  found record;
BEGIN
  FOR found IN SELECT grantee::regrole::text AS role, string_agg(privilege_type, ', ') AS privileges FROM pg_class, aclexplode(relacl)
    WHERE oid = 'public.audit_entry_past'::regclass AND grantee <> 0 AND grantee <> relowner GROUP BY 1 LOOP
    EXECUTE format('GRANT %s ON public.audit_entry TO %s', found.privileges, found.role);
    EXECUTE format('REVOKE ALL ON public.audit_entry_past FROM %s', found.role);
  END LOOP;
  FOR found IN SELECT polname AS name, polroles::regrole[] AS roles, pg_get_expr(polqual, polrelid) AS seen, pg_get_expr(polwithcheck, polrelid) AS written
    FROM pg_policy WHERE polrelid = 'public.audit_entry_past'::regclass LOOP
    EXECUTE format('CREATE POLICY %I ON public.audit_entry TO %s USING (%s) WITH CHECK (%s)', found.name,
      array_to_string(found.roles, ', '), found.seen, found.written);
    EXECUTE format('DROP POLICY %I ON public.audit_entry_past', found.name);
  END LOOP;
  IF to_regprocedure('public.queue_audit_entries()') IS NOT NULL THEN
    CREATE TRIGGER audit_entry_queue AFTER INSERT ON public.audit_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.queue_audit_entries();
  END IF;
  CREATE TABLE public.audit_entry_elsewhen (LIKE public.audit_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE);
  FOR found IN SELECT unnest(ARRAY['audit_entry', 'audit_entry_past', 'audit_entry_elsewhen']) AS name LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', found.name);
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polname = 'tollgate_owner' AND polrelid = ('public.' || found.name)::regclass) THEN
      EXECUTE format('CREATE POLICY tollgate_owner ON public.%I TO %I USING (true) WITH CHECK (true)', found.name, current_user);
    END IF;
  END LOOP;
  EXECUTE format('ALTER TABLE public.audit_entry ATTACH PARTITION public.audit_entry_past FOR VALUES FROM (MINVALUE) TO (%L)', bound);
  -- No change may fail because its entry finds no place.
  ALTER TABLE public.audit_entry ATTACH PARTITION public.audit_entry_elsewhen DEFAULT;
END
$$;
--> statement-breakpoint
CREATE TABLE "audit_term" (
	"tenant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"term" text NOT NULL,
	"actor_id" uuid NOT NULL,
	CONSTRAINT "audit_term_tenant_id_kind_term_actor_id_pk" PRIMARY KEY("tenant_id","kind","term","actor_id")
);
--> statement-breakpoint
ALTER TABLE "audit_term" ADD CONSTRAINT "audit_term_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_term_actor" ON "audit_term" USING btree ("tenant_id","actor_id");--> statement-breakpoint
CREATE INDEX "audit_entry_nameless" ON "audit_entry" USING btree ("tenant_id","actor_name","id") WHERE actor_id is null and action <> 'usage.batch';--> statement-breakpoint
-- Written by hand: what the entries of before bear.
INSERT INTO "audit_term" ("tenant_id", "kind", "term", "actor_id")
SELECT DISTINCT e."tenant_id", t."kind", t."term", CASE t."kind" WHEN 'actor' THEN coalesce(e."actor_id", '00000000-0000-0000-0000-000000000000') ELSE '00000000-0000-0000-0000-000000000000' END::uuid
FROM (SELECT DISTINCT "tenant_id", "actor_id", "actor_name", "action", "resource_kind" FROM "audit_entry") AS e,
  LATERAL (VALUES ('actor', e."actor_name"), ('action', e."action"), ('resource', e."resource_kind")) AS t ("kind", "term")
WHERE t."term" <> '';
