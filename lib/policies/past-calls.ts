import { eq, sql } from 'drizzle-orm';
import { connection, department, team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { replayCallsMax } from '#lib/contracts/policy-trials.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { type DimensionName, nameDimensions } from '#lib/usage/name-dimensions.ts';
import { type EventRow, eventColumns } from '#lib/usage/search-events.ts';
import { dimensionsOf } from '#lib/usage/to-usage-resource.ts';
import { type Fact, type Facts, factCount, slotOf } from './engine/facts.ts';

/** A call that was made, as far as its record tells what policies ask for. */
export interface PastCall {
  readonly id: string;
  readonly facts: Facts;
  readonly costNanoUsd: bigint;
  readonly team: string;
  readonly model: string;
}

/** Fields of which records of calls tell something; the others count as not known. */
export const recordedFields: ReadonlySet<string> = new Set([
  ...[
    'requested_model',
    'route',
    'model',
    'provider',
    'connection',
    'region',
    'estimated_cost',
    'protocol',
    'streamed',
    'task',
    'data_class',
    'input_tokens',
  ],
  ...[
    'time',
    'user',
    'key',
    'team',
    'department',
    'project',
    'environment',
    'daily_cost_per_user',
    'daily_cost_per_team',
    'daily_cost_per_key',
  ],
  ...['daily_requests_per_user', 'daily_requests_per_team', 'daily_requests_per_key'],
]);

interface Surroundings {
  readonly parents: ReadonlyMap<string, string | null>;
  readonly regions: ReadonlyMap<string, string | null>;
}

async function readSurroundings({ tx, tenantId }: OperationContext): Promise<Surroundings> {
  const teams = await tx.select({ id: team.id, parentId: team.parentId }).from(team).where(eq(team.tenantId, tenantId));
  const departments = await tx
    .select({ id: department.id, parentId: department.parentId })
    .from(department)
    .where(eq(department.tenantId, tenantId));
  const connections = await tx
    .select({ id: connection.id, region: connection.region })
    .from(connection)
    .where(eq(connection.tenantId, tenantId));
  return {
    parents: new Map([...teams, ...departments].map(({ id, parentId }) => [id, parentId])),
    regions: new Map(connections.map(({ id, region }) => [id, region])),
  };
}

function chainOf(parents: Surroundings['parents'], first: string | null): string[] {
  const ids: string[] = [];
  for (let id = first; id !== null && ids.length < 32; id = parents.get(id) ?? null) ids.push(id);
  return ids;
}

/** What each owner has used since the day began, counted from the calls themselves, oldest first. */
class DayUse {
  #day = 0;
  #used = new Map<string, { cost: number; requests: number }>();

  /** What was used before this call; then the call counts, too. */
  take(atMs: number, owner: string, costNanoUsd: number): { readonly cost: number; readonly requests: number } {
    const day = Math.floor(atMs / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      this.#used = new Map();
    }
    const before = this.#used.get(owner) ?? { cost: 0, requests: 0 };
    this.#used.set(owner, { cost: before.cost + costNanoUsd, requests: before.requests + 1 });
    return before;
  }
}

function pastCall(row: EventRow, names: ReadonlyMap<number, DimensionName>, { parents, regions }: Surroundings, use: DayUse): PastCall {
  const atMs = uuidTimeMs(row.id);
  const value = (dim: number): string | null => names.get(dim)?.value ?? null;
  const nameOf = (dim: number): string | null => names.get(dim)?.name ?? null;
  const values: Fact[] = new Array<Fact>(factCount).fill(null);
  const put = (name: string, fact: Fact): void => {
    const slot = slotOf(name);
    if (slot !== undefined) values[slot] = fact;
  };
  const owners = { user: value(row.user_dim), team: value(row.team_dim), key: value(row.key_dim) };
  const teams = chainOf(parents, owners.team);
  const departments = chainOf(parents, value(row.department_dim));
  const connectionId = value(row.connection_dim);
  const project = value(row.project_dim);
  put('requested_model', value(row.requested_model_dim));
  put('route', nameOf(row.route_dim));
  put('model', value(row.model_dim) ?? value(row.requested_model_dim));
  put('provider', value(row.provider_dim));
  put('connection', nameOf(row.connection_dim));
  put('region', connectionId === null ? null : (regions.get(connectionId) ?? null));
  put('estimated_cost', Number(row.bound_nano_usd));
  put('protocol', row.protocol);
  put('streamed', row.streamed);
  put('task', row.task_type);
  put('data_class', row.classification?.class ?? null);
  put('input_tokens', row.input_tokens);
  put('time', atMs);
  put('user', owners.user);
  put('key', owners.key);
  put('team', teams);
  put('department', departments);
  put('project', project);
  put('environment', value(row.environment_dim));
  for (const [kind, id] of Object.entries(owners)) {
    if (id === null) continue;
    const used = use.take(atMs, `${kind} ${id}`, Number(row.cost_nano_usd));
    put(`daily_cost_per_${kind}`, used.cost);
    put(`daily_requests_per_${kind}`, used.requests);
  }
  return {
    id: row.id,
    facts: { values, tags: row.tags, nowMs: atMs, places: [...teams, ...departments, ...(project === null ? [] : [project])] },
    costNanoUsd: row.cost_nano_usd,
    team: nameOf(row.team_dim) ?? 'No team',
    model: value(row.model_dim) ?? value(row.requested_model_dim) ?? 'unknown',
  };
}

/** The newest calls from a time on, oldest first; one more than may be looked at where there are more. */
export async function readPastCalls(ctx: OperationContext, from: Date): Promise<readonly PastCall[]> {
  const rows = await ctx.tx.execute<EventRow>(sql`
    select ${eventColumns} from usage_event where tenant_id = ${ctx.tenantId} and occurred_at >= ${from.toISOString()}::timestamptz
    order by occurred_at desc, id desc limit ${replayCallsMax + 1}`);
  const events = [...rows].toReversed();
  const names = await nameDimensions(ctx, events.flatMap(dimensionsOf));
  const surroundings = await readSurroundings(ctx);
  const use = new DayUse();
  return events.map((row) => pastCall(row, names, surroundings, use));
}
