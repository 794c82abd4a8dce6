import { inArray, type SQL, sql } from 'drizzle-orm';
import { guardrail, policy, usageEvent } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { violationTrend } from '#lib/contracts/violations.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import type { PolicyOutcome } from '#lib/usage/usage-event.ts';
import { isEmptyScope, resolveUsageScope, scopeConditions } from '#lib/usage/usage-scope.ts';

const dayMs = 86_400_000;
const rulesShown = 10;

interface DayRow extends Record<string, unknown> {
  readonly day: number;
  readonly outcome: PolicyOutcome['outcome'];
  readonly calls: number;
}

const fields = { deny: 'refused', require_approval: 'parked', transform: 'changed', allow: 'noted' } as const;

/** The rules of a kind that were about most of the calls; the member of the record says of which kind. */
async function topRules({ tx }: OperationContext, where: SQL, member: 'policies' | 'guardrails') {
  const rows = await tx.execute<{ id: string; calls: number }>(sql`
    select rule.id, count(distinct usage_event.id)::int as calls from usage_event
    cross join lateral (select one ->> 'id' as id from jsonb_array_elements(coalesce(usage_event.policy -> ${member}, '[]'::jsonb)) one) rule
    where ${where} group by rule.id order by calls desc, rule.id limit ${rulesShown}`);
  return [...rows];
}

async function named(ctx: OperationContext, where: SQL, member: 'policies' | 'guardrails') {
  const top = await topRules(ctx, where, member);
  const table = member === 'policies' ? policy : guardrail;
  const ids = top.map(({ id }) => id);
  const names = ids.length === 0 ? [] : await ctx.tx.select({ id: table.id, name: table.name }).from(table).where(inArray(table.id, ids));
  return top.map(({ id, calls }) => ({ id, calls, name: names.find((one) => one.id === id)?.name ?? null }));
}

/** Counted from the records of calls, so what is shown here is what the list of calls shows. */
export const getViolationTrend = defineQuery(violationTrend, async (ctx, { days }) => {
  const { tx, tenantId, now } = ctx;
  const toMs = Math.floor(now.getTime() / dayMs) * dayMs + dayMs;
  const fromMs = toMs - days * dayMs;
  const starts = Array.from({ length: days }, (_, at) => fromMs + at * dayMs);
  const shown = new Map(starts.map((at) => [at, { at: new Date(at), refused: 0, parked: 0, changed: 0, noted: 0 }]));
  const range = { from: new Date(fromMs), to: new Date(toMs) };
  const scope = await resolveUsageScope(ctx, {});
  if (isEmptyScope(scope)) return { ...range, days: [...shown.values()], policies: [], guardrails: [] };
  const conditions = [
    sql`${usageEvent.tenantId} = ${tenantId}`,
    sql`${usageEvent.policy} is not null`,
    sql`${usageEvent.occurredAt} >= ${range.from.toISOString()}::timestamptz and ${usageEvent.occurredAt} < ${range.to.toISOString()}::timestamptz`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const where = sql.join(conditions, sql` and `);
  const rows = await tx.execute<DayRow>(sql`
    select (extract(epoch from date_trunc('day', occurred_at at time zone 'UTC')) * 1000)::float8 as day,
      policy ->> 'outcome' as outcome, count(*)::int as calls
    from usage_event where ${where} group by 1, 2`);
  for (const { day, outcome, calls } of rows) {
    const found = shown.get(Number(day));
    if (found !== undefined) found[fields[outcome]] += calls;
  }
  return {
    ...range,
    days: [...shown.values()],
    policies: await named(ctx, where, 'policies'),
    guardrails: await named(ctx, where, 'guardrails'),
  };
});
