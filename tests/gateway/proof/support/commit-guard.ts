import type { TestDatabase } from '../../../support/fresh-database.ts';

/** What a guard saw of a tenant's budgets. */
export interface GuardedCommits {
  readonly commits: number;
  readonly faults: readonly string[];
}

/**
 * Looks at budgets at every commit that moves one, inside that commit: a deferred trigger judges each period that the transaction
 * changed and writes down what is wrong, in the same commit. It refuses nothing, so that nothing runs differently because of it.
 * It lies in a schema of its own, for the product's tables and functions are declared and others are taken away.
 */
export async function guardCommits({ superuser }: TestDatabase): Promise<void> {
  await superuser.unsafe(`
    CREATE SCHEMA IF NOT EXISTS proof;
    CREATE TABLE IF NOT EXISTS proof.fault (tenant_id uuid NOT NULL, transaction_id xid8 NOT NULL, what text NOT NULL);
    CREATE TABLE IF NOT EXISTS proof.seen (tenant_id uuid NOT NULL, transaction_id xid8 NOT NULL, PRIMARY KEY (tenant_id, transaction_id));
    CREATE OR REPLACE FUNCTION proof.judge() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
      p record;
      outstanding bigint;
    BEGIN
      -- As it will be committed, not as the change that fired this left it.
      SELECT * INTO p FROM public.budget_period
        WHERE tenant_id = NEW.tenant_id AND budget_id = NEW.budget_id AND period_start_at = NEW.period_start_at;
      SELECT coalesce(sum(l.granted_nano_usd - l.posted_nano_usd), 0) INTO outstanding FROM public.lease l
        WHERE l.tenant_id = p.tenant_id AND l.budget_id = p.budget_id AND l.period_start_at = p.period_start_at
          AND l.state IN ('open', 'in_doubt');
      outstanding := outstanding + (SELECT coalesce(sum(d.amount), 0)
        FROM public.reservation r CROSS JOIN LATERAL public.direct_parts(r.hold -> 'parts') d
        WHERE r.tenant_id = p.tenant_id AND r.state = 'held' AND d.budget_id = p.budget_id AND d.starts_at = p.period_start_at);
      IF p.spent_nano_usd + p.leased_nano_usd > p.limit_nano_usd + p.overrun_nano_usd OR p.leased_nano_usd <> outstanding THEN
        INSERT INTO proof.fault VALUES (p.tenant_id, pg_current_xact_id(), format(
          '%s: limit %s spent %s leased %s overrun %s outstanding %s', p.budget_id, p.limit_nano_usd, p.spent_nano_usd,
          p.leased_nano_usd, p.overrun_nano_usd, outstanding));
      END IF;
      INSERT INTO proof.seen VALUES (p.tenant_id, pg_current_xact_id()) ON CONFLICT DO NOTHING;
      RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS proof_at_commit ON public.budget_period;
    CREATE CONSTRAINT TRIGGER proof_at_commit AFTER INSERT OR UPDATE ON public.budget_period
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION proof.judge();`);
}

/** How many commits moved a budget of the tenant, and what was wrong at any of them. */
export async function guardedCommits({ superuser }: TestDatabase, tenantId: string): Promise<GuardedCommits> {
  const [seen] = await superuser<{ commits: number }[]>`SELECT count(*)::int AS commits FROM proof.seen WHERE tenant_id = ${tenantId}`;
  const faults = await superuser<{ what: string }[]>`SELECT what FROM proof.fault WHERE tenant_id = ${tenantId} LIMIT 20`;
  return { commits: seen?.commits ?? 0, faults: faults.map(({ what }) => what) };
}
