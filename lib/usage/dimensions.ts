import type { Client } from '#db/client.ts';
import { plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';
import { sharesToText } from '#lib/cost-centers/shares-text.ts';
import { inSlices } from './in-slices.ts';
import type { UsageEvent } from './usage-event.ts';

/** The dictionary ids of an event's names; 0 where it has none. */
export interface EventDimensions {
  readonly department: number;
  readonly team: number;
  readonly user: number;
  readonly key: number;
  readonly connection: number;
  readonly provider: number;
  readonly model: number;
  readonly requestedModel: number;
  readonly route: number;
  /** All the budgets that it was charged to, as one name. */
  readonly budgets: number;
  readonly project: number;
  readonly environment: number;
  /** All the cost centers that bear its cost with their shares, as one name. */
  readonly costCenters: number;
}

export type DimensionKind =
  | 'department'
  | 'team'
  | 'user'
  | 'key'
  | 'connection'
  | 'provider'
  | 'model'
  | 'route'
  | 'budgets'
  | 'project'
  | 'environment'
  | 'cost_centers';

interface Name {
  readonly tenantId: string;
  readonly kind: DimensionKind;
  readonly value: string;
}

/**
 * The budgets that an event is charged to, in the order of their ids and each once, one of a cost center with `:` and the
 * center; null where there are none.
 */
function chargedBudgets({ parts }: UsageEvent): string | null {
  if (parts === undefined) return null;
  const charged = parts.filter(({ costNanoUsd }) => costNanoUsd > 0n);
  const ids = charged.map(({ budgetId, costCenterId }) => (costCenterId === undefined ? budgetId : `${budgetId}:${costCenterId}`));
  return ids.length === 0 ? null : ids.sort().join(',');
}

/** Names remembered in all; tenants that posted nothing for the longest time give way first. */
const namesMax = 200_000;

/** Known names of one tenant, by kind. */
type TenantNames = Readonly<Record<DimensionKind, Map<string, number>>>;

const newTenantNames = (): TenantNames => ({
  department: new Map(),
  team: new Map(),
  user: new Map(),
  key: new Map(),
  connection: new Map(),
  provider: new Map(),
  model: new Map(),
  route: new Map(),
  budgets: new Map(),
  project: new Map(),
  environment: new Map(),
  cost_centers: new Map(),
});

/**
 * Gives names their int4 ids, making those that are new. Ids are looked up and made outside of the posting's
 * transaction: an id that is left over from a failed posting harms nobody, an id remembered from a rolled-back one would.
 */
export class DimensionDictionary {
  private readonly database: Client;
  /** In the order of last use. */
  private readonly tenants = new Map<string, TenantNames>();
  private count = 0;
  /** How often everything was forgotten. */
  private generation = 0;

  constructor(database: Client) {
    this.database = database;
  }

  /** The ids of each event, in the order of the events; asks the database only for names that are not known yet. */
  async resolve(events: readonly UsageEvent[]): Promise<EventDimensions[]> {
    const missing = new Map<string, Name>();
    const resolved: EventDimensions[] = [];
    await inSlices(events, (event) => resolved.push(this.dimensionsOf(event, missing)));
    if (missing.size === 0) return resolved;
    this.forget(events);
    await this.learn([...missing.values()]);
    missing.clear();
    const learnt = events.map((event) => this.dimensionsOf(event, missing));
    const [lost] = missing.values();
    if (lost !== undefined) throw new Error(`The ${lost.kind} ${lost.value} of tenant ${lost.tenantId} cannot be given an id`);
    return learnt;
  }

  /** Forgets everything: the database may not be the one it was learnt from. */
  clear(): void {
    this.tenants.clear();
    this.count = 0;
    this.generation += 1;
  }

  /** Names that are not known stand as 0 and are added to `missing`. */
  private dimensionsOf(event: UsageEvent, missing: Map<string, Name>): EventDimensions {
    const { attribution } = event;
    const { tenantId } = attribution;
    const names = this.tenants.get(tenantId);
    const idOf = (kind: DimensionKind, value: string | null): number => {
      if (value === null) return 0;
      const id = names?.[kind].get(value);
      if (id === undefined) missing.set(`${tenantId} ${kind} ${value}`, { tenantId, kind, value });
      return id ?? 0;
    };
    return {
      department: idOf('department', attribution.departmentId),
      team: idOf('team', attribution.teamId),
      user: idOf('user', attribution.userId),
      key: idOf('key', attribution.keyId),
      connection: idOf('connection', event.connectionId),
      provider: idOf('provider', event.provider),
      model: idOf('model', event.model),
      requestedModel: idOf('model', event.requestedModel),
      route: idOf('route', event.routeId),
      budgets: idOf('budgets', chargedBudgets(event)),
      project: idOf('project', attribution.projectId ?? null),
      environment: idOf('environment', attribution.environmentId ?? null),
      costCenters: idOf('cost_centers', attribution.costShares === undefined ? null : sharesToText(attribution.costShares)),
    };
  }

  private async learn(names: readonly Name[]): Promise<void> {
    await this.find(names);
    const unknown = names.filter(({ tenantId, kind, value }) => this.tenants.get(tenantId)?.[kind].get(value) === undefined);
    if (unknown.length === 0) return;
    await this.make(unknown);
    await this.find(unknown);
  }

  private async find(names: readonly Name[]): Promise<void> {
    const { generation } = this;
    const rows = await this.database<({ id: number } & Name)[]>`
      SELECT d.tenant_id AS "tenantId", d.kind, d.value, d.id FROM ${this.rowsOf(names)} AS w (tenant_id, kind, value)
      JOIN usage_dimension AS d ON d.tenant_id = w.tenant_id AND d.kind = w.kind AND d.value = w.value`;
    // An answer of the former server must not come back into a dictionary that was cleared because of it.
    if (generation !== this.generation) return;
    for (const { tenantId, kind, value, id } of rows) {
      const known = this.tenants.get(tenantId) ?? newTenantNames();
      this.tenants.set(tenantId, known);
      if (!known[kind].has(value)) this.count += 1;
      known[kind].set(value, id);
    }
  }

  /** Only names that were not found are tried, because a conflict would use up an id each time. In order, against deadlocks. */
  private async make(names: readonly Name[]): Promise<void> {
    await this.database`
      INSERT INTO usage_dimension (tenant_id, kind, value)
      SELECT w.tenant_id, w.kind, w.value FROM ${this.rowsOf(names)} AS w (tenant_id, kind, value) ORDER BY 1, 2, 3
      ON CONFLICT DO NOTHING`;
  }

  private rowsOf(names: readonly Name[]) {
    const tenantIds = plainArrayLiteral(names.map((name) => name.tenantId));
    const kinds = plainArrayLiteral(names.map((name) => name.kind));
    const values = textArrayLiteral(names.map((name) => name.value));
    return this.database`unnest(${tenantIds}::text::uuid[], ${kinds}::text::text[], ${values}::text::text[])`;
  }

  /** Makes room for names to come; the tenants of `events` are kept. */
  private forget(events: readonly UsageEvent[]): void {
    for (const tenantId of new Set(events.map((event) => event.attribution.tenantId))) {
      const names = this.tenants.get(tenantId);
      if (names === undefined) continue;
      this.tenants.delete(tenantId);
      this.tenants.set(tenantId, names);
    }
    for (const [tenantId, names] of this.tenants) {
      if (this.count <= namesMax) return;
      this.tenants.delete(tenantId);
      for (const values of Object.values(names)) this.count -= values.size;
    }
  }
}
