import { and, eq, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { findSignIns } from '#db/lookup.ts';
import { budget, department, team, userAccount, virtualKey } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { newUuid } from '#lib/core/ids.ts';
import { demoAdminEmail, demoSlug } from './demo-credentials.ts';

const timeZone = 'Europe/Berlin';
const description = 'Demo budget: its limit follows from the calls of the demo.';

/** A budget of the demo; its limit is a share of what its scope spent in 30 days, so that it fits whatever day it is. */
interface DemoBudget {
  readonly name: string;
  readonly kind: 'tenant' | 'department' | 'team' | 'key';
  /** Name of the department, team or key. */
  readonly of: string;
  readonly shareOf30Days: number;
  readonly periodKind?: 'monthly' | 'weekly' | 'quarterly';
  readonly enforcement: 'hard' | 'soft' | 'grace';
  readonly graceHours?: number;
  readonly reservePercent?: number;
  /** Name of the budget it is an allocation of. */
  readonly parent?: string;
}

/** Some will last and some will not; none is hard where the demo's own calls would be refused. */
const demoBudgets: readonly DemoBudget[] = [
  { name: 'Halden Group', kind: 'tenant', of: '', shareOf30Days: 1.08, enforcement: 'soft' },
  { name: 'Engineering', kind: 'department', of: 'Engineering', shareOf30Days: 1.2, enforcement: 'soft', parent: 'Halden Group' },
  {
    name: 'Customer operations',
    kind: 'department',
    of: 'Customer operations',
    shareOf30Days: 1,
    enforcement: 'soft',
    parent: 'Halden Group',
  },
  {
    name: 'Support engineering',
    kind: 'team',
    of: 'Support engineering',
    shareOf30Days: 0.82,
    enforcement: 'hard',
    reservePercent: 5,
    parent: 'Customer operations',
  },
  {
    name: 'Research',
    kind: 'department',
    of: 'Research',
    shareOf30Days: 0.5,
    enforcement: 'grace',
    graceHours: 48,
    parent: 'Halden Group',
  },
  { name: 'Growth', kind: 'department', of: 'Growth', shareOf30Days: 1.5, enforcement: 'hard' },
  { name: 'Sales assistant, weekly', kind: 'key', of: 'sales-assistant', shareOf30Days: 0.2, periodKind: 'weekly', enforcement: 'hard' },
  {
    name: 'Data engineering, by quarter',
    kind: 'team',
    of: 'Data engineering',
    shareOf30Days: 3.2,
    periodKind: 'quarterly',
    enforcement: 'soft',
  },
];

const thresholds = [
  { percent: 80, severity: 'warning', actions: ['notify'] },
  { percent: 95, severity: 'critical', actions: ['notify'] },
  { percent: 100, severity: 'exceeded', actions: ['notify'] },
] as const;

const nanoPerTenDollars = 10_000_000_000n;

async function idsByName(tx: TenantTransaction, tenantId: string): Promise<ReadonlyMap<string, string>> {
  const departments = await tx
    .select({ id: department.id, name: department.name })
    .from(department)
    .where(eq(department.tenantId, tenantId));
  const teams = await tx.select({ id: team.id, name: team.name }).from(team).where(eq(team.tenantId, tenantId));
  const keys = await tx
    .select({ id: virtualKey.id, name: virtualKey.name })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.kind, 'service')));
  const named = (kind: string, rows: readonly { id: string; name: string }[]) =>
    rows.map(({ id, name }) => [`${kind} ${name}`, id] as const);
  return new Map([['tenant ', ''], ...named('department', departments), ...named('team', teams), ...named('key', keys)]);
}

/** What a scope spent in the 30 days up to now, rounded up to ten dollars. */
async function spentIn30Days(tx: TenantTransaction, tenantId: string, kind: DemoBudget['kind'], id: string): Promise<bigint> {
  const column = sql.identifier(`${kind}_dim`);
  const ofScope =
    kind === 'tenant'
      ? sql`true`
      : sql`${column} = (select id from usage_dimension where tenant_id = ${tenantId} and kind = ${kind} and value = ${id})`;
  const [row] = await tx.execute<{ sum: bigint }>(sql`
    select coalesce(sum(cost_nano_usd), 0)::bigint as sum from usage_hour
    where tenant_id = ${tenantId} and hour_at >= now() - interval '30 days' and ${ofScope}`);
  return row?.sum ?? 0n;
}

const limitOf = (spent: bigint, share: number): bigint => {
  const exact = (spent * BigInt(Math.round(share * 100))) / 100n;
  return (exact / nanoPerTenDollars + 1n) * nanoPerTenDollars;
};

async function addBudgets(tx: TenantTransaction, tenantId: string): Promise<number> {
  const [existing] = await tx.select({ id: budget.id }).from(budget).where(eq(budget.tenantId, tenantId)).limit(1);
  if (existing !== undefined) return 0;
  const ids = await idsByName(tx, tenantId);
  const [owner] = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.email, demoAdminEmail)));
  const made = new Map<string, string>();
  for (const one of demoBudgets) {
    const scopeValue = ids.get(`${one.kind} ${one.of}`);
    if (scopeValue === undefined) continue;
    const id = newUuid();
    const limitNanoUsd = limitOf(await spentIn30Days(tx, tenantId, one.kind, scopeValue), one.shareOf30Days);
    await tx.insert(budget).values({
      ...{ tenantId, id, name: one.name, description, scopeKind: one.kind, scopeValue, limitNanoUsd, timeZone },
      ...{ periodKind: one.periodKind ?? 'monthly', enforcement: one.enforcement, graceHours: one.graceHours ?? 0 },
      ...{ reservePercent: one.reservePercent ?? 0, thresholds, ownerId: owner?.id ?? null },
      parentId: one.parent === undefined ? null : (made.get(one.parent) ?? null),
    });
    made.set(one.name, id);
  }
  await bumpConfigVersions(tx, tenantId, ['budgets']);
  return made.size;
}

/**
 * Gives the demo its budgets once its history is there, unless it has or had some. Resolves to how many it made; null when
 * there is no demo tenant.
 */
export async function seedBudgets(databases: Databases): Promise<number | null> {
  const [admin] = await findSignIns(databases.lookup, demoAdminEmail, demoSlug);
  if (admin === undefined) return null;
  return await inTenant(databases.app, admin.tenantId, (tx) => addBudgets(tx, admin.tenantId));
}
