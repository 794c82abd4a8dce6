import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type CacheUse, cacheGet, type KeptAnswers, keptRowsMax } from '#lib/contracts/cache.ts';
import { type IdKind, toPublicId } from '#lib/core/ids.ts';
import { readCacheSettings } from './read-cache-settings.ts';
import { readLoanUses } from './read-loan-uses.ts';

const dayMs = 86_400_000;

interface StateRow extends Record<string, unknown> {
  readonly state: 'hit' | 'similar' | 'miss' | 'bypass' | 'replay';
  readonly calls: bigint;
  readonly saved: bigint;
}

/** Reads the calls that a cache was asked for, by an index that has no others. */
async function readUse({ tx, tenantId, now }: OperationContext, days: number): Promise<CacheUse> {
  const from = new Date(now.getTime() - days * dayMs);
  const rows = await tx.execute<StateRow>(sql`
    select cache_state as state, count(*) as calls, sum(saved_nano_usd)::bigint as saved from usage_event
    where tenant_id = ${tenantId} and occurred_at >= ${from.toISOString()}::timestamptz and cache_state is not null group by cache_state`);
  const byState = new Map([...rows].map((row) => [row.state, row]));
  const of = (state: StateRow['state']): number => Number(byState.get(state)?.calls ?? 0n);
  const [hits, similar, misses, bypasses] = [of('hit'), of('similar'), of('miss'), of('bypass')];
  const asked = hits + similar + misses;
  return {
    ...{ from, calls: asked + bypasses, hits, similar, misses, bypasses, replays: of('replay') },
    hit_rate: asked === 0 ? null : (hits + similar) / asked,
    saved_usd: [...rows].reduce((sum, { saved }) => sum + saved, 0n),
  };
}

interface KeptRow extends Record<string, unknown> {
  readonly owner: string;
  readonly data_class: string | null;
  readonly name: string | null;
  readonly model: string;
  readonly entries: bigint;
  readonly bytes: bigint;
  readonly newest_ms: number;
  readonly all_entries: bigint;
  readonly all_bytes: bigint;
}

/** A scope begins with its owner: `tenant`, or a kind and the id of one. */
function ownerOf(owner: string): Pick<KeptAnswers, 'owner' | 'id'> {
  const [kind = '', id] = owner.split(':', 2);
  const known = (['department', 'team', 'key'] as const satisfies readonly IdKind[]).find((name) => name === kind);
  return known === undefined || id === undefined ? { owner: 'tenant', id: null } : { owner: known, id: toPublicId(known, id) };
}

async function readKept({ tx, tenantId, now }: OperationContext): Promise<{ kept: KeptAnswers[]; entries: number; bytes: number }> {
  const rows = await tx.execute<KeptRow>(sql`
    with kept as (
      select split_part(scope, '/', 1) as owner, nullif(substring(scope from position('/' in scope || '/') + 1), '') as data_class, model,
        count(*) as entries, sum(answer_bytes)::bigint as bytes, extract(epoch from max(created_at))::float8 * 1000 as newest_ms
      from cache_entry where tenant_id = ${tenantId} and expires_at > ${now.toISOString()}::timestamptz group by 1, 2, 3)
    select kept.*, (sum(entries) over ())::bigint as all_entries, (sum(bytes) over ())::bigint as all_bytes,
      case split_part(owner, ':', 1)
        when 'department' then (select name from department e where e.tenant_id = ${tenantId} and e.id = split_part(owner, ':', 2)::uuid)
        when 'team' then (select name from team e where e.tenant_id = ${tenantId} and e.id = split_part(owner, ':', 2)::uuid)
        when 'key' then (select name from virtual_key e where e.tenant_id = ${tenantId} and e.id = split_part(owner, ':', 2)::uuid) end as name
    from kept order by entries desc, owner, model limit ${keptRowsMax}`);
  const kept = [...rows].map((row) => ({
    ...ownerOf(row.owner),
    ...{ name: row.name, data_class: row.data_class, model: row.model, entries: Number(row.entries), bytes: Number(row.bytes) },
    newest_at: new Date(row.newest_ms),
  }));
  const [first] = rows;
  return { kept, entries: Number(first?.all_entries ?? 0n), bytes: Number(first?.all_bytes ?? 0n) };
}

export const getCache = defineQuery(cacheGet, async (ctx, { days }) => {
  const settings = await readCacheSettings(ctx.tx, ctx.tenantId);
  return { ...settings, use: await readUse(ctx, days), lent: await readLoanUses(ctx, settings.loans, days), ...(await readKept(ctx)) };
});
