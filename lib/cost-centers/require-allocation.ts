import { and, count, eq, gt, isNull, lt, ne, or } from 'drizzle-orm';
import { costAllocation, project, team, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { allocationsMax, partsOfPercent } from '#lib/contracts/cost-allocations.ts';
import { AppError } from '#lib/core/errors.ts';
import { requireCenters } from './require-center-place.ts';
import { type CostShare, sortShares } from './split-amount.ts';

/** Whose usage is split. */
export interface AllocationSource {
  readonly kind: 'team' | 'project' | 'key';
  readonly id: string;
}

/** When a rule holds. */
export interface AllocationDates {
  readonly from: Date;
  readonly until: Date | null;
}

const sources = { team, project, key: virtualKey } as const;

/** Refuses a source that is not there. */
export async function requireSource({ tx, tenantId }: OperationContext, { kind, id }: AllocationSource): Promise<void> {
  const table = sources[kind];
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id)));
  if (rows.length === 0)
    throw new AppError('not_found', { errors: [{ pointer: `/${kind}_id`, detail: `There is no ${kind} with this id` }] });
}

export async function requireRoomForAllocation({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ rules: count() })
    .from(costAllocation)
    .where(and(eq(costAllocation.tenantId, tenantId), isNull(costAllocation.archivedAt)));
  if ((row?.rules ?? 0) >= allocationsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${allocationsMax} allocation rules, which is the most.` });
}

/** The shares as they are stored; refuses cost centers that are not there or archived. */
export async function requireShares(
  ctx: OperationContext,
  shares: readonly { readonly cost_center_id: string; readonly percent: number }[],
): Promise<readonly CostShare[]> {
  const ids = shares.map(({ cost_center_id: id }) => id);
  await requireCenters(ctx, ids, (place) => `/shares/${place}/cost_center_id`);
  return sortShares(
    shares.map(({ cost_center_id, percent }) => ({ costCenterId: cost_center_id, partsPerMillion: partsOfPercent(percent) ?? 0 })),
  );
}

/** Refuses dates in the wrong order, and a time in which another rule splits the same: one call has one rule. The caller holds the tenant. */
export async function requireFree(
  { tx, tenantId }: OperationContext,
  { kind, id }: AllocationSource,
  { from, until }: AllocationDates,
  exceptId: string | null,
): Promise<void> {
  if (until !== null && until <= from)
    throw new AppError('validation_failed', { errors: [{ pointer: '/valid_until', detail: 'Must be after valid_from' }] });
  const [other] = await tx
    .select({ from: costAllocation.validFromAt, until: costAllocation.validUntilAt })
    .from(costAllocation)
    .where(
      and(
        eq(costAllocation.tenantId, tenantId),
        eq(costAllocation.sourceKind, kind),
        eq(costAllocation.sourceId, id),
        isNull(costAllocation.archivedAt),
        exceptId === null ? undefined : ne(costAllocation.id, exceptId),
        or(isNull(costAllocation.validUntilAt), gt(costAllocation.validUntilAt, from)),
        until === null ? undefined : lt(costAllocation.validFromAt, until),
      ),
    )
    .limit(1);
  if (other === undefined) return;
  const end = other.until === null ? 'on' : `to ${other.until.toISOString()}`;
  const detail = `Another rule splits this ${kind} from ${other.from.toISOString()} ${end}. End that one first, or choose other dates.`;
  throw new AppError('conflict', { detail, errors: [{ pointer: '/valid_from', detail }] });
}
