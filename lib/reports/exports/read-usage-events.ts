import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { UsageEvent } from '#lib/contracts/usage.ts';
import { isUuid, uuidTimeMs } from '#lib/core/ids.ts';
import { type EventRow, eventColumns, eventDimensionColumns } from '#lib/usage/search-events.ts';
import { toUsageEvents } from '#lib/usage/to-usage-events.ts';
import { isEmptyScope, resolveUsageScope, scopeConditions } from '#lib/usage/usage-scope.ts';
import type { ReportScope } from '../report-request.ts';
import { filtersOf } from './filters-of.ts';
import { hidePeople } from './hide-people.ts';

/** Which calls are exported. */
export interface ExportedRange {
  readonly scope: ReportScope;
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

/** A page of calls, oldest first, and where the next one begins; null after the last. */
export interface EventsPage {
  readonly events: readonly UsageEvent[];
  readonly next: string | null;
}

const instantOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Undefined: no call can be in it. */
async function conditionsOf(ctx: OperationContext, { scope: of, fromMs, toMs }: ExportedRange): Promise<SQL | undefined> {
  const scope = await resolveUsageScope(ctx, filtersOf(of));
  if (isEmptyScope(scope)) return undefined;
  const conditions = [
    sql`tenant_id = ${ctx.tenantId} and occurred_at >= ${instantOf(fromMs)} and occurred_at < ${instantOf(toMs)}`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  return sql.join(conditions, sql` and `);
}

/** How many calls there are. */
export async function countEvents(ctx: OperationContext, range: ExportedRange): Promise<number> {
  const conditions = await conditionsOf(ctx, range);
  if (conditions === undefined) return 0;
  const [row] = await ctx.tx.execute<{ rows: bigint }>(sql`select count(*) as rows from usage_event where ${conditions}`);
  return Number(row?.rows ?? 0);
}

/** The next calls after a position (the id of a call: its time is inside it), as many as are asked for. */
export async function readEvents(ctx: OperationContext, range: ExportedRange, after: string | null, limit: number): Promise<EventsPage> {
  const conditions = await conditionsOf(ctx, range);
  if (conditions === undefined) return { events: [], next: null };
  const beyond =
    after === null || !isUuid(after)
      ? sql``
      : sql`and occurred_at >= ${instantOf(uuidTimeMs(after))} and (occurred_at, id) > (${instantOf(uuidTimeMs(after))}, ${after}::uuid)`;
  const rows = await ctx.tx.execute<EventRow>(sql`
    select ${eventColumns} from usage_event where ${conditions} ${beyond} order by occurred_at, id limit ${limit}`);
  const found = [...rows];
  return {
    events: await hidePeople(ctx, range, await toUsageEvents(ctx, found)),
    next: found.length < limit ? null : (found.at(-1)?.id ?? null),
  };
}
