import { and, eq } from 'drizzle-orm';
import { team, virtualKey } from '#db/schema/index.ts';
import type { ChargedPrincipal } from '#lib/budgets/engine/tenant-budgets.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { adjustmentScopes } from '#lib/contracts/ledger.ts';
import { SharesChooser } from '#lib/cost-centers/choose-shares.ts';
import { loadCostChart } from '#lib/cost-centers/load-cost-chart.ts';
import { type CostShare, wholeShare } from '#lib/cost-centers/split-amount.ts';

/** What an adjustment is about; of the tenant its own id. */
export interface AdjustedScope {
  readonly kind: (typeof adjustmentScopes)[number];
  /** UUID. */
  readonly id: string;
}

type Place = Omit<ChargedPrincipal, 'costShares' | 'environmentId'>;

const nobody: Place = { departmentId: null, teamId: null, userId: null, keyId: null };

async function placeOfTeam({ tx, tenantId }: OperationContext, teamId: string | null): Promise<Partial<Place>> {
  if (teamId === null) return {};
  const [row] = await tx
    .select({ departmentId: team.departmentId })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.id, teamId)));
  return { teamId, departmentId: row?.departmentId ?? null };
}

/** A key with its team, person and project, a team with its department. A project is of many teams, so it names none. */
async function placeOf(ctx: OperationContext, { kind, id }: AdjustedScope): Promise<Place> {
  if (kind === 'department') return { ...nobody, departmentId: id };
  if (kind === 'team') return { ...nobody, ...(await placeOfTeam(ctx, id)) };
  if (kind === 'user') return { ...nobody, userId: id };
  if (kind === 'project') return { ...nobody, projectId: id };
  if (kind !== 'key') return nobody;
  const [key] = await ctx.tx
    .select({ teamId: virtualKey.teamId, userId: virtualKey.userId, projectId: virtualKey.projectId })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, ctx.tenantId), eq(virtualKey.id, id)));
  const { teamId = null, userId = null, projectId = null } = key ?? {};
  return { ...nobody, ...(await placeOfTeam(ctx, teamId)), ...{ userId, keyId: id }, ...(projectId === null ? {} : { projectId }) };
}

async function sharesOf(
  ctx: OperationContext,
  { kind, id }: AdjustedScope,
  place: Place,
  atMs: number,
): Promise<readonly CostShare[] | null> {
  if (kind === 'cost_center') return [{ costCenterId: id, partsPerMillion: wholeShare }];
  if (kind === 'budget') return null;
  const chooser = new SharesChooser(await loadCostChart(ctx.tx, ctx.tenantId));
  return chooser.of({ tenantId: ctx.tenantId, ...place, projectId: place.projectId ?? null }, atMs);
}

/**
 * Whom a call of the scope would be charged to, and who would bear it, by the rules of the time that the adjustment is meant
 * for: budgets and statements treat it like such a call. An adjustment of one budget alone is nobody's.
 */
export async function principalOf(ctx: OperationContext, scope: AdjustedScope, atMs: number): Promise<ChargedPrincipal> {
  const place = await placeOf(ctx, scope);
  const costShares = await sharesOf(ctx, scope, place, atMs);
  return costShares === null ? place : { ...place, costShares };
}
