import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { analyticsGoal } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { type KpiMetric, kpiMetrics, kpiTargetsSet, RoiInputs, roiInputsSet } from '#lib/contracts/value.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** What an organization set. */
export interface Goals {
  readonly inputs: RoiInputs | null;
  readonly targets: ReadonlyMap<KpiMetric, number>;
  /** Each part has one of its own, so that two people who set one each are not in each other's way. */
  readonly roiVersion: number;
  readonly kpiVersion: number;
  readonly rowVersion: number;
}

export const metrics = Object.keys(kpiMetrics).filter((name): name is KpiMetric => name in kpiMetrics);

/** Inputs of an earlier version that do not fit any more count as not set. */
export async function readGoals(tx: TenantTransaction, tenantId: string): Promise<Goals> {
  const [row] = await tx.select().from(analyticsGoal).where(eq(analyticsGoal.tenantId, tenantId));
  const inputs = row?.roiInputs == null ? undefined : RoiInputs.safeParse(row.roiInputs).data;
  const targets = new Map(metrics.flatMap((name) => (row?.kpiTargets[name] === undefined ? [] : [[name, row.kpiTargets[name]] as const])));
  return {
    ...{ inputs: inputs ?? null, targets },
    ...{ roiVersion: row?.roiVersion ?? 0, kpiVersion: row?.kpiVersion ?? 0, rowVersion: row?.version ?? 0 },
  };
}

async function write(
  ctx: OperationContext,
  before: Goals,
  values: { roiInputs: unknown; roiVersion: number } | { kpiTargets: Record<string, number>; kpiVersion: number },
): Promise<void> {
  const { tx, tenantId, now: updatedAt } = ctx;
  const set = { ...values, updatedAt, version: before.rowVersion + 1 };
  await tx
    .insert(analyticsGoal)
    .values({ tenantId, ...set })
    .onConflictDoUpdate({ target: analyticsGoal.tenantId, set });
}

const changeOfTenant = ({ tenantId }: OperationContext, resource: string, before: object | null, after: object) => ({
  ...{ resource, id: toPublicId('tenant', tenantId), before, after },
});

export const setRoiInputs = defineCommand(roiInputsSet, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readGoals(ctx.tx, ctx.tenantId);
  ctx.expectVersion(before.roiVersion);
  const version = before.roiVersion + 1;
  const wire = (inputs: RoiInputs): object => Object(z.encode(RoiInputs, inputs));
  await write(ctx, before, { roiInputs: wire(input), roiVersion: version });
  const change = changeOfTenant(ctx, 'roi_inputs', before.inputs === null ? null : wire(before.inputs), wire(input));
  return { result: { ...input, version }, changes: [change] };
});

export const setKpiTargets = defineCommand(kpiTargetsSet, async (ctx, { targets }) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readGoals(ctx.tx, ctx.tenantId);
  ctx.expectVersion(before.kpiVersion);
  const version = before.kpiVersion + 1;
  const kpiTargets = Object.fromEntries(targets.map(({ metric, target }) => [metric, target]));
  await write(ctx, before, { kpiTargets, kpiVersion: version });
  const change = changeOfTenant(ctx, 'kpi_targets', Object.fromEntries(before.targets), kpiTargets);
  return { result: { targets, version }, changes: [change] };
});
