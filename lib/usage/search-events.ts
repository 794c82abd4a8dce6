import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { usageEvent } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import type {
  CacheState,
  CallBilling,
  CallClassification,
  CallRouting,
  CallStatus,
  CostState,
  PolicyOutcome,
  UsageSource,
} from './usage-event.ts';
import { scopeConditions, type UsageScope } from './usage-scope.ts';

/** Columns of an event that callers see, as PostgreSQL gives them; times are inside the id. */
export interface EventRow extends Record<string, unknown> {
  readonly id: string;
  readonly department_dim: number;
  readonly team_dim: number;
  readonly user_dim: number;
  readonly key_dim: number;
  readonly connection_dim: number;
  readonly provider_dim: number;
  readonly model_dim: number;
  readonly requested_model_dim: number;
  readonly route_dim: number;
  readonly project_dim: number;
  readonly environment_dim: number;
  readonly cost_centers_dim: number;
  readonly protocol: string;
  readonly streamed: boolean;
  readonly status: CallStatus;
  readonly http_status: number;
  readonly error_code: string | null;
  readonly usage_source: UsageSource;
  readonly cost_state: CostState;
  readonly input_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly output_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly cost_nano_usd: bigint;
  readonly bound_nano_usd: bigint;
  readonly overrun_nano_usd: bigint;
  readonly price_version_id: string | null;
  readonly latency_ms: number;
  readonly first_token_ms: number | null;
  readonly attempts: number;
  readonly task_type: string | null;
  readonly cache_state: CacheState | null;
  readonly saved_nano_usd: bigint;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly policy: PolicyOutcome | null;
  readonly classification: CallClassification | null;
  readonly routing: CallRouting | null;
  readonly baseline_nano_usd: bigint | null;
  readonly billing: CallBilling | null;
}

export const eventColumns = sql.raw(`id, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
  requested_model_dim, route_dim, project_dim, environment_dim, cost_centers_dim, protocol, streamed, status, http_status, error_code, usage_source, cost_state, input_tokens, cache_read_tokens,
  cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd, bound_nano_usd, overrun_nano_usd, price_version_id, latency_ms,
  first_token_ms, attempts, task_type, cache_state, saved_nano_usd, tags, policy, classification, routing, baseline_nano_usd, billing`);

export const eventDimensionColumns = {
  department: usageEvent.departmentDim,
  team: usageEvent.teamDim,
  user: usageEvent.userDim,
  key: usageEvent.keyDim,
  connection: usageEvent.connectionDim,
  provider: usageEvent.providerDim,
  model: usageEvent.modelDim,
  route: usageEvent.routeDim,
  project: usageEvent.projectDim,
  environment: usageEvent.environmentDim,
  cost_centers: usageEvent.costCentersDim,
} as const;

export interface EventSearch {
  readonly scope: UsageScope;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** The `next` of the page before. */
  readonly after: string | null;
  readonly status: CallStatus | undefined;
  readonly taskType: string | undefined;
  readonly minCostNanoUsd: bigint | undefined;
  /** `any`: some policy was about the call. */
  readonly policyOutcome: PolicyOutcome['outcome'] | 'any' | undefined;
  readonly policyId: string | undefined;
  readonly guardrailId: string | undefined;
  readonly limit: number;
}

export interface EventPage {
  readonly rows: readonly EventRow[];
  /** Where to go on: the last row that was shown, or the time down to which was looked; null when all was looked at. */
  readonly next: string | null;
  /** Whether the search stopped before the page was full. */
  readonly stoppedEarly: boolean;
}

/** How far back the first query looks where rows have to be looked through; the next ones by what that took. */
const firstSliceMs = 3_600_000;
/** A page is handed over as it is after this time, and a query should not take longer than its share of it. */
const budgetMs = 35;
const sliceMs = { quick: 6, slow: 18 } as const;
/** Index ranges that are merged at most; more are looked for among all rows of the tenant. */
const streamsMax = 24;
/** Clocks of other processes may be ahead of ours by this at most. */
const skewMs = 86_400_000;

/** How rows are found: by ranges of one index each, in which the rest of the conditions is checked row by row. */
interface SearchPlan {
  /** Equality conditions, one for each range; together they hold no row twice. None: all rows of the tenant. */
  readonly streams: readonly SQL[];
  readonly rest: readonly SQL[];
}

function planOf({ scope, status, taskType, minCostNanoUsd, policyOutcome, policyId, guardrailId }: EventSearch): SearchPlan {
  const { visible } = scope;
  const own = minCostNanoUsd === undefined ? [] : [sql`${usageEvent.costNanoUsd} >= ${minCostNanoUsd.toString()}::int8`];
  if (taskType !== undefined) own.push(sql`${usageEvent.taskType} = ${taskType}`);
  if (policyOutcome !== undefined || policyId !== undefined || guardrailId !== undefined) own.push(sql`${usageEvent.policy} is not null`);
  if (policyOutcome !== undefined && policyOutcome !== 'any') own.push(sql`${usageEvent.policy} ->> 'outcome' = ${policyOutcome}`);
  if (policyId !== undefined) own.push(sql`${usageEvent.policy} @> ${JSON.stringify({ policies: [{ id: policyId }] })}::text::jsonb`);
  if (guardrailId !== undefined)
    own.push(sql`${usageEvent.policy} @> ${JSON.stringify({ guardrails: [{ id: guardrailId }] })}::text::jsonb`);
  const ofStatus = status === undefined ? [] : [sql`${usageEvent.status} = ${status}`];
  for (const kind of ['key', 'user', 'project', 'cost_centers', 'team'] as const) {
    const ids = scope.within.get(kind);
    if (ids === undefined || ids.length > streamsMax) continue;
    const others = { ...scope, within: new Map([...scope.within].filter(([name]) => name !== kind)) };
    const streams = ids.map((id) => sql`${eventDimensionColumns[kind]} = ${id}`);
    return { streams, rest: [...scopeConditions(others, eventDimensionColumns), ...ofStatus, ...own] };
  }
  // Of calls that did not succeed there is an index by status.
  if (status !== undefined && status !== 'succeeded')
    return { streams: ofStatus, rest: [...scopeConditions(scope, eventDimensionColumns), ...own] };
  if (visible === undefined || visible.teams.length + visible.projects.length >= streamsMax)
    return { streams: [], rest: [...scopeConditions(scope, eventDimensionColumns), ...ofStatus, ...own] };
  const others = scopeConditions({ ...scope, visible: undefined }, eventDimensionColumns);
  return { streams: streamsOfVisible(visible), rest: [...others, ...ofStatus, ...own] };
}

/** A range for each visible team, one for each project outside of them, and one for own calls that are in none of both. */
function streamsOfVisible({ teams, projects, user }: NonNullable<UsageScope['visible']>): SQL[] {
  const notIn = (column: PgColumn, ids: readonly number[]) => sql`not ${column} = any(${`{${ids.join(',')}}`}::int4[])`;
  const ofTeams = teams.map((id) => sql`${usageEvent.teamDim} = ${id}`);
  const ofProjects = projects.map((id) => sql`${usageEvent.projectDim} = ${id} and ${notIn(usageEvent.teamDim, teams)}`);
  if (user === null) return [...ofTeams, ...ofProjects];
  const elsewhere = sql`${notIn(usageEvent.teamDim, teams)} and ${notIn(usageEvent.projectDim, projects)}`;
  return [...ofTeams, ...ofProjects, sql`${usageEvent.userDim} = ${user} and ${elsewhere}`];
}

const instantOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** A place between two rows: those below it are older. The id of a row, or the lowest id of a millisecond. */
type Position = string;

const lowestIdAt = (ms: number): Position => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

/**
 * The newest rows below a position and from a time on that meet the plan. The bounds on the time alone are what lets
 * PostgreSQL leave partitions out.
 */
async function readSlice(
  ctx: OperationContext,
  plan: SearchPlan,
  below: Position,
  fromMs: number | null,
  limit: number,
): Promise<EventRow[]> {
  const at = instantOf(uuidTimeMs(below));
  const range = [
    sql`${usageEvent.tenantId} = ${ctx.tenantId}`,
    sql`${usageEvent.occurredAt} <= ${at} and (${usageEvent.occurredAt}, ${usageEvent.id}) < (${at}, ${below}::uuid)`,
    ...(fromMs === null ? [] : [sql`${usageEvent.occurredAt} >= ${instantOf(fromMs)}`]),
    ...plan.rest,
  ];
  const newest = sql`order by occurred_at desc, id desc limit ${limit}`;
  const select = (conditions: readonly SQL[]): SQL =>
    sql`select occurred_at, ${eventColumns} from usage_event where ${sql.join([...conditions], sql` and `)} ${newest}`;
  const [only, ...more] = plan.streams.map((stream) => select([...range, stream]));
  if (only === undefined) return [...(await ctx.tx.execute<EventRow>(select(range)))];
  if (more.length === 0) return [...(await ctx.tx.execute<EventRow>(only))];
  const merged = sql.join(
    [only, ...more].map((stream) => sql`(${stream})`),
    sql` union all `,
  );
  return [...(await ctx.tx.execute<EventRow>(sql`select * from (${merged}) as merged ${newest}`))];
}

/** When the first call was; null before it. */
async function firstCallMs({ tx, tenantId }: OperationContext): Promise<number | null> {
  const [row] = await tx.execute<{ ms: number | null }>(sql`
    select extract(epoch from min(occurred_at))::float8 * 1000 as ms from usage_event where tenant_id = ${tenantId}`);
  const ms = row?.ms ?? null;
  return ms === null ? null : Math.floor(ms);
}

/**
 * A page of events, newest first. Where indexes give the rows in order the page is one query. Where rows have to be looked
 * through it goes back in time slice by slice, in longer ones as long as they are quick, until the page is full, all was
 * seen, or the time is up.
 */
export async function searchEvents(ctx: OperationContext, search: EventSearch): Promise<EventPage> {
  const plan = planOf(search);
  const wanted = search.limit + 1;
  const nowMs = ctx.now.getTime();
  let below = search.after ?? lowestIdAt(search.toMs ?? nowMs + skewMs);
  if (plan.rest.length === 0) return pageOf(await readSlice(ctx, plan, below, search.fromMs, wanted), search.limit);
  const firstMs = await firstCallMs(ctx);
  if (firstMs === null) return pageOf([], search.limit);
  const oldestMs = Math.max(search.fromMs ?? 0, firstMs);
  const startedAt = performance.now();
  const rows: EventRow[] = [];
  for (let lengthMs = firstSliceMs; ; ) {
    const fromMs = Math.max(oldestMs, Math.min(uuidTimeMs(below), nowMs) - lengthMs);
    const sliceStartedAt = performance.now();
    rows.push(...(await readSlice(ctx, plan, below, fromMs, wanted - rows.length)));
    if (rows.length >= wanted || fromMs <= oldestMs) return pageOf(rows, search.limit);
    below = lowestIdAt(fromMs);
    if (performance.now() - startedAt > budgetMs) return { rows, next: below, stoppedEarly: true };
    lengthMs *= growthAfter(performance.now() - sliceStartedAt);
  }
}

const growthAfter = (tookMs: number): number => (tookMs < sliceMs.quick ? 8 : tookMs < sliceMs.slow ? 2 : 0.5);

function pageOf(rows: readonly EventRow[], limit: number): EventPage {
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null, stoppedEarly: false };
}
