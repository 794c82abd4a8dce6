import { type SQL, sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import type { CallStatus, CostState, UsageSource } from './usage-event.ts';
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
  readonly tags: Readonly<Record<string, string>> | null;
}

export const eventColumns = sql.raw(`id, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
  requested_model_dim, protocol, streamed, status, http_status, error_code, usage_source, cost_state, input_tokens, cache_read_tokens,
  cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd, bound_nano_usd, overrun_nano_usd, price_version_id, latency_ms,
  first_token_ms, attempts, tags`);

export const eventDimensionColumns = {
  department: usageEvent.departmentDim,
  team: usageEvent.teamDim,
  user: usageEvent.userDim,
  key: usageEvent.keyDim,
  connection: usageEvent.connectionDim,
  provider: usageEvent.providerDim,
  model: usageEvent.modelDim,
} as const;

export interface EventSearch {
  readonly scope: UsageScope;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Id of the last row of the page before. */
  readonly after: string | null;
  readonly status: CallStatus | undefined;
  readonly minCostNanoUsd: bigint | undefined;
  readonly limit: number;
}

export interface EventPage {
  readonly rows: readonly EventRow[];
  /** Where to go on: the last row that was shown, or the last one that was looked at; null when all was looked at. */
  readonly next: string | null;
  /** Whether the search stopped before the page was full. */
  readonly stoppedEarly: boolean;
}

/** Rows looked at in one query where not every row of an index is wanted. */
const windowRows = { first: 1_000, max: 16_000 } as const;
/** After this time a page is handed over as it is. */
const budgetMs = 35;
/** Index ranges that are merged at most; more are looked for among all rows of the tenant. */
const streamsMax = 24;

/** How rows are found: by ranges of one index each, in which the rest of the conditions is checked row by row. */
interface SearchPlan {
  /** Equality conditions, one for each range; together they hold no row twice. */
  readonly streams: readonly SQL[];
  readonly rest: readonly SQL[];
}

function planOf({ scope, status, minCostNanoUsd }: EventSearch): SearchPlan {
  const own: SQL[] = [];
  if (status !== undefined) own.push(sql`${usageEvent.status} = ${status}`);
  if (minCostNanoUsd !== undefined) own.push(sql`${usageEvent.costNanoUsd} >= ${minCostNanoUsd.toString()}::int8`);
  const without = (kind: 'key' | 'user' | 'team'): UsageScope => ({
    ...scope,
    within: new Map([...scope.within].filter(([name]) => name !== kind)),
  });
  for (const kind of ['key', 'user', 'team'] as const) {
    const ids = scope.within.get(kind);
    if (ids === undefined || ids.length > streamsMax) continue;
    return {
      streams: ids.map((id) => sql`${eventDimensionColumns[kind]} = ${id}`),
      rest: [...scopeConditions(without(kind), eventDimensionColumns), ...own],
    };
  }
  const { visible } = scope;
  if (visible === undefined || visible.teams.length >= streamsMax)
    return { streams: [sql`true`], rest: [...scopeConditions(scope, eventDimensionColumns), ...own] };
  const teams = visible.teams.map((id) => sql`${usageEvent.teamDim} = ${id}`);
  // Own calls for a visible team are in that team's range already.
  const user =
    visible.user === null
      ? []
      : [sql`${usageEvent.userDim} = ${visible.user} and not ${usageEvent.teamDim} = any(${`{${visible.teams.join(',')}}`}::int4[])`];
  return { streams: [...teams, ...user], rest: [...scopeConditions({ ...scope, visible: undefined }, eventDimensionColumns), ...own] };
}

const instantOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Rows before a position; the bound on the time alone is what lets PostgreSQL leave partitions out. */
function rangeOf(tenantId: string, { fromMs, toMs }: EventSearch, after: string | null): SQL {
  const parts = [sql`${usageEvent.tenantId} = ${tenantId}`];
  if (fromMs !== null) parts.push(sql`${usageEvent.occurredAt} >= ${instantOf(fromMs)}`);
  if (toMs !== null) parts.push(sql`${usageEvent.occurredAt} < ${instantOf(toMs)}`);
  if (after !== null) {
    const at = instantOf(uuidTimeMs(after));
    parts.push(sql`${usageEvent.occurredAt} <= ${at} and (${usageEvent.occurredAt}, ${usageEvent.id}) < (${at}, ${after}::uuid)`);
  }
  return sql.join(parts, sql` and `);
}

interface Window {
  readonly rows: readonly EventRow[];
  readonly looked: number;
  /** Id of the oldest row that was looked at. */
  readonly last: string | null;
}

interface WindowRow extends Record<string, unknown> {
  readonly looked: number;
  readonly last_id: string | null;
  /** Null in the one row that stands for no hit. */
  readonly id: string | null;
}

/** Looks at the newest `size` rows of the ranges and answers those that meet the rest, `limit` at most. */
async function lookAt(ctx: OperationContext, plan: SearchPlan, range: SQL, size: number, limit: number): Promise<Window> {
  const newest = sql`order by occurred_at desc, id desc limit ${size}`;
  const streams = plan.streams.map(
    (stream) => sql`(select occurred_at, ${eventColumns} from usage_event where ${range} and ${stream} ${newest})`,
  );
  const rest = plan.rest.length === 0 ? sql`true` : sql.join([...plan.rest], sql` and `);
  const rows = await ctx.tx.execute<WindowRow>(sql`
    with looked as materialized (select * from (${sql.join(streams, sql` union all `)}) as usage_event ${newest})
    select edge.looked, edge.last_id, hit.* from (
      select count(*)::integer as looked, (select id from looked order by occurred_at, id limit 1) as last_id from looked
    ) as edge left join lateral (
      select * from looked as usage_event where ${rest} order by occurred_at desc, id desc limit ${limit}
    ) as hit on true`);
  const [first] = rows;
  // Every hit has the columns of an event; a row without an id is the edge alone.
  const hits = [...rows].filter((row): row is WindowRow & EventRow => row.id !== null);
  return { rows: hits, looked: first?.looked ?? 0, last: first?.last_id ?? null };
}

/**
 * A page of events, newest first. Where an index gives the rows in order the page is one query; where rows have to be
 * looked through it goes on window by window until the page is full, all was seen, or the time is up.
 */
export async function searchEvents(ctx: OperationContext, search: EventSearch): Promise<EventPage> {
  const plan = planOf(search);
  const wanted = search.limit + 1;
  const startedAt = performance.now();
  const rows: EventRow[] = [];
  let after = search.after;
  let size = plan.rest.length === 0 ? wanted : windowRows.first;
  for (;;) {
    const window = await lookAt(ctx, plan, rangeOf(ctx.tenantId, search, after), size, wanted - rows.length);
    rows.push(...window.rows);
    if (rows.length >= wanted) {
      const shown = rows.slice(0, search.limit);
      return { rows: shown, next: shown.at(-1)?.id ?? null, stoppedEarly: false };
    }
    if (window.looked < size || window.last === null) return { rows, next: null, stoppedEarly: false };
    after = window.last;
    if (performance.now() - startedAt > budgetMs) return { rows, next: after, stoppedEarly: true };
    size = Math.min(size * 4, windowRows.max);
  }
}
