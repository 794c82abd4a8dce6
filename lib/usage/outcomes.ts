import { type SQL, sql } from 'drizzle-orm';
import { usageOutcomeDay } from '#db/schema/index.ts';
import type { TenantReading } from '#lib/command/context.ts';
import { correctedCost } from './corrected-cost.ts';
import { instantsOf } from './instants-of.ts';
import { type Closed, type Span, stretchesOf, withoutSpans } from './stretches.ts';
import type { DimensionColumns } from './usage-scope.ts';
import { withinSpans } from './within-spans.ts';

/**
 * How calls came out where it was not simply well: codes of those that did not succeed, what policies said, prices nobody knew, and money for calls
 * that failed or were cancelled.
 */
export type OutcomeKind = 'error' | 'policy' | 'unpriced' | 'lost';

/** What outcomes of closed days are split by. */
export type OutcomeSplit = 'all' | 'place' | 'project' | 'model';

export interface OutcomeRow extends Record<string, unknown> {
  readonly kind: OutcomeKind;
  /** A code of an error, what a policy said, the status of calls that money was lost on; empty for missing prices. */
  readonly name: string;
  readonly requests: number;
  /** Of `lost` alone. */
  readonly cost_nano_usd: bigint;
}

/** Stands for what outcomes are not split by. */
const all = -1;

const { departmentDim, teamDim, projectDim, modelDim } = usageOutcomeDay;
const columns = { department: departmentDim, team: teamDim, project: projectDim, model: modelDim } as const;

const splits: Readonly<Record<OutcomeSplit, readonly (keyof typeof columns)[]>> = {
  ...{ all: [], place: ['department', 'team'] },
  ...{ project: ['project'], model: ['model'] },
};

/** The split that knows all dimensions of a question; undefined where only calls do. */
export function outcomeSplitFor(dimensions: readonly string[]): OutcomeSplit | undefined {
  const names = ['all', 'place', 'project', 'model'] as const;
  return names.find((name) => dimensions.every((one) => splits[name].some((known) => known === one)));
}

/** Where a split has its dimensions: what it is not split by is said, so that one row stands for all. */
function conditionsOf(split: OutcomeSplit): readonly SQL[] {
  return (['department', 'team', 'project', 'model'] as const).map((name) =>
    splits[split].includes(name) ? sql`${columns[name]} <> ${all}` : sql`${columns[name]} = ${all}`,
  );
}

const statuses = sql.raw("status <> 'succeeded' and status in ('failed', 'refused', 'cancelled', 'interrupted')");
/** How each is counted from calls, over an index of its own. Statuses are said again by their values, which is what theirs is by. */
const ofCalls: Readonly<Record<OutcomeKind, { readonly name: SQL; readonly cost: SQL; readonly where: SQL }>> = {
  error: { name: sql`coalesce(error_code, status)`, cost: sql`0`, where: statuses },
  policy: { name: sql`coalesce(policy ->> 'outcome', '')`, cost: sql`0`, where: sql`policy is not null` },
  unpriced: { name: sql`''::text`, cost: sql`0`, where: sql`cost_state = 'unpriced'` },
  lost: {
    name: sql`status`,
    cost: sql`sum(${correctedCost})`,
    where: sql`status <> 'succeeded' and status in ('failed', 'cancelled') and usage_event.cost_nano_usd > 0`,
  },
};

/** What outcomes are asked of. */
export interface OutcomeQuestion {
  readonly span: Span;
  readonly kinds: readonly OutcomeKind[];
  readonly closed: Closed;
  /** Which split answers for closed days; undefined: all is counted from calls. */
  readonly split: OutcomeSplit | undefined;
  /** The conditions on a table that has these columns. */
  readonly conditions: (columns: DimensionColumns) => readonly SQL[];
}

/** Sums outcomes of a stretch: of closed days as they are kept, of the hours between from calls. */
export async function sumOutcomes(
  { tx, tenantId }: Pick<TenantReading, 'tx' | 'tenantId'>,
  callColumns: DimensionColumns,
  { span, kinds, closed, split, conditions }: OutcomeQuestion,
): Promise<readonly OutcomeRow[]> {
  const { kept, open } = stretchesOf({ starts: [span.fromMs], toMs: span.toMs }, split === undefined ? [] : withoutSpans(closed));
  const ofTenant = sql`tenant_id = ${tenantId}`;
  const callsOf = (kind: OutcomeKind): SQL => {
    const { name, cost, where } = ofCalls[kind];
    const met = sql.join([ofTenant, where, withinSpans(sql`occurred_at`, open), ...conditions(callColumns)], sql` and `);
    return sql`select ${kind}::text as kind, ${name} as name, count(*) as requests, (${cost})::bigint as cost_nano_usd from usage_event where ${met} group by 2`;
  };
  const days = (by: OutcomeSplit): SQL => {
    const at = sql`day_at = any(${instantsOf(kept.map(({ fromMs }) => fromMs))})`;
    const kindsAsked = sql`kind = any(${`{${kinds.join(',')}}`}::text[])`;
    const met = sql.join([ofTenant, at, kindsAsked, ...conditionsOf(by), ...conditions(columns)], sql` and `);
    return sql`select kind, name, requests, cost_nano_usd from usage_outcome_day where ${met}`;
  };
  const parts = [...kinds.map(callsOf), ...(split === undefined || kept.length === 0 ? [] : [days(split)])];
  const rows = await tx.execute<OutcomeRow>(sql`
    select kind, name, sum(requests)::integer as requests, sum(cost_nano_usd)::bigint as cost_nano_usd
    from (${sql.join(parts, sql` union all `)}) as outcomes group by 1, 2 order by 3 desc, 2`);
  return [...rows];
}
