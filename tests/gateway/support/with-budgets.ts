import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { newUuid } from '#lib/core/ids.ts';
import { parseUsd } from '#lib/core/money.ts';
import { openScene, type Scene } from './call.ts';
import { type TestGatewayOptions, tenantId } from './test-gateway.ts';

const rule = {
  periodKind: 'monthly',
  timeZone: 'UTC',
  weekStart: 1,
  fiscalMonth: 1,
  fiscalDay: 1,
  fixedStartMs: null,
  fixedEndMs: null,
} as const;

export interface WantedBudget {
  readonly name: string;
  readonly limit: string;
  readonly more?: Partial<BudgetInForce>;
  readonly scope?: { readonly kind: 'tenant' | 'provider' | 'tag'; readonly value: string };
}

/** A gateway whose tenant has these budgets, in memory. */
export async function openBudgets(
  wanted: readonly WantedBudget[],
  options: TestGatewayOptions = {},
): Promise<Scene & { readonly budgetIds: readonly string[] }> {
  const ids = wanted.map(() => newUuid());
  const budgetLimits = Object.fromEntries(wanted.map(({ limit }, index) => [ids[index] ?? '', parseUsd(limit) ?? 0n]));
  const scene = await openScene({ ...options, budgetLimits });
  const budgets = new TenantBudgets(
    wanted.map(({ name, more, scope }, index) => ({
      scopeKind: scope?.kind ?? 'tenant',
      scopeValue: scope?.value ?? '',
      memberIds: [],
      budget: {
        ...{ tenantId, budgetId: ids[index] ?? '', name, enforcement: 'hard', onOverrun: 'finish', fitOutput: false, rule: { ...rule } },
        ...{ effectiveFromMs: null, effectiveUntilMs: null, owner: 'Mara Lindqvist', acting: null },
        ...more,
      },
    })),
  );
  const tenant = scene.gateway.snapshot.tenant(tenantId);
  scene.gateway.snapshot.addTenant({ ...tenant, tenantId, budgets });
  return { ...scene, budgetIds: ids };
}
