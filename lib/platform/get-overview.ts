import { eq } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type PlatformOverview, PlatformTargets, platformOverview, tenantHealths } from '#lib/contracts/platform.ts';
import { growthOf, percentOf } from './health.ts';
import { readPlatformDays, readTenantFigures, type TenantFigures } from './tenant-figures.ts';

const noTargets: PlatformTargets = {
  ...{ active_month: null, adoption_percent: null, retention_percent: null, saved_percent: null, healthy_percent: null },
};

type NamedTargets = { readonly [Name in keyof PlatformTargets]?: PlatformTargets[Name] | undefined };

/** Targets with those named replaced. */
export const withTargets = (before: PlatformTargets, named: NamedTargets): PlatformTargets => ({
  active_month: named.active_month === undefined ? before.active_month : named.active_month,
  adoption_percent: named.adoption_percent === undefined ? before.adoption_percent : named.adoption_percent,
  retention_percent: named.retention_percent === undefined ? before.retention_percent : named.retention_percent,
  saved_percent: named.saved_percent === undefined ? before.saved_percent : named.saved_percent,
  healthy_percent: named.healthy_percent === undefined ? before.healthy_percent : named.healthy_percent,
});

/** What the platform wants to reach, from the settings of its own tenant. */
export async function readTargets(tx: TenantTransaction, tenantId: string): Promise<PlatformTargets> {
  const [row] = await tx.select({ settings: tenant.settings }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const parsed = PlatformTargets.partial().safeParse(row?.settings.targets ?? {});
  return withTargets(noTargets, parsed.success ? parsed.data : {});
}

/** Sums of all tenants; percentages are made of the sums, so that a large tenant weighs more than a small one. */
function together(all: readonly TenantFigures[]): Omit<PlatformOverview, 'targets' | 'days'> {
  const sum = (of: (one: TenantFigures) => number): number => all.reduce((total, one) => total + of(one), 0);
  const usd = (of: (one: TenantFigures) => bigint): bigint => all.reduce((total, one) => total + of(one), 0n);
  const people = sum(({ tenant: { people: count } }) => count);
  const activeMonth = sum(({ tenant: { active_month: count } }) => count);
  const requests = sum(({ tenant: { requests: count } }) => count);
  const cost = usd(({ tenant: { cost_usd: amount } }) => amount);
  const saved = usd(({ tenant: { saved_usd: amount } }) => amount);
  const withHealth = (health: string): number => all.filter((one) => one.tenant.health === health).length;
  return {
    tenants: all.length,
    by_health: Object.fromEntries(tenantHealths.map((health) => [health, withHealth(health)])) as PlatformOverview['by_health'],
    ...{ people, active_day: sum(({ tenant: { active_day: count } }) => count), active_month: activeMonth },
    retention_percent: percentOf(
      sum(({ counts }) => counts.returned),
      sum(({ counts }) => counts.active_month_before),
    ),
    adoption_percent: percentOf(activeMonth, people),
    requests,
    growth_percent: growthOf(
      requests,
      sum(({ counts }) => counts.requests_before),
    ),
    error_percent: percentOf(
      sum(({ counts }) => counts.recent_failed),
      sum(({ counts }) => counts.recent_requests),
    ),
    ...{ cost_usd: cost, saved_usd: saved, saved_percent: percentOf(Number(saved), Number(cost + saved)) },
    healthy_percent: percentOf(withHealth('healthy'), all.length - withHealth('new')),
  };
}

export const getPlatformOverview = defineQuery(platformOverview, async ({ tx, tenantId, runtime, now }) => {
  const all = await readTenantFigures(runtime.databases, now);
  return { ...together(all), targets: await readTargets(tx, tenantId), days: await readPlatformDays(runtime.databases) };
});
