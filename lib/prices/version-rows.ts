import { and, count, countDistinct, eq, type SQL, sql } from 'drizzle-orm';
import { catalogModel, price, priceVersion } from '#db/schema/index.ts';
import { currentPriceVersion } from '#lib/catalog/load-price-table.ts';
import { readSchedule, type ScheduledVersion } from '#lib/catalog/read-tenant-prices.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PriceDecision, PriceVersion } from '#lib/contracts/price-versions.ts';
import { AppError } from '#lib/core/errors.ts';
import { readDecisions } from './decision-rows.ts';

/** Which version of the list is in force for the tenant, and which will be. */
export interface ListStanding {
  readonly inForce: ScheduledVersion | undefined;
  readonly scheduled: readonly ScheduledVersion[];
}

/** Undefined before the first import. */
export async function readListStanding({ tx, tenantId, now }: OperationContext): Promise<ListStanding> {
  const schedule = await readSchedule(tx, tenantId);
  if (schedule === null) {
    const newest = await currentPriceVersion(tx);
    return { inForce: newest === undefined ? undefined : { fromMs: 0, versionId: newest }, scheduled: [] };
  }
  const nowMs = now.getTime();
  return { inForce: schedule.findLast(({ fromMs }) => fromMs <= nowMs), scheduled: schedule.filter(({ fromMs }) => fromMs > nowMs) };
}

interface VersionRow {
  readonly id: string;
  readonly source: string;
  readonly models: number;
  readonly pricedModels: number;
  readonly createdAt: Date;
}

/** How a version stands, and since or from when. */
function standingOf(
  row: VersionRow,
  { inForce, scheduled }: ListStanding,
  decision: PriceDecision | undefined,
  inForceCreatedAt: Date | undefined,
): Pick<PriceVersion, 'state' | 'effective_at'> {
  const instantOf = ({ fromMs }: ScheduledVersion) => (fromMs === 0 ? null : new Date(fromMs));
  if (row.id === inForce?.versionId) return { state: 'in_force', effective_at: instantOf(inForce) };
  const later = scheduled.find(({ versionId }) => versionId === row.id);
  if (later !== undefined) return { state: 'scheduled', effective_at: instantOf(later) };
  if (decision?.state === 'proposed') return { state: 'waiting', effective_at: decision.effective_at };
  if (decision?.state === 'rejected') return { state: 'rejected', effective_at: null };
  const isNewer = inForceCreatedAt === undefined || row.createdAt > inForceCreatedAt;
  return { state: isNewer && decision === undefined ? 'proposed' : 'former', effective_at: null };
}

export interface VersionQuery {
  readonly where: SQL;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** Versions of the list with how they stand for the tenant. */
export async function readVersions(ctx: OperationContext, { where, orderBy, limit }: VersionQuery): Promise<PriceVersion[]> {
  const { tx } = ctx;
  const models = tx.select({ count: count() }).from(catalogModel).where(eq(catalogModel.versionId, priceVersion.id));
  const priced = tx
    .select({ count: countDistinct(sql`(${price.provider}, ${price.model})`) })
    .from(price)
    .where(and(eq(price.versionId, priceVersion.id)));
  const rows: VersionRow[] = await tx
    .select({
      id: priceVersion.id,
      source: priceVersion.source,
      models: sql<number>`(${models})::integer`,
      pricedModels: sql<number>`(${priced})::integer`,
      createdAt: priceVersion.createdAt,
    })
    .from(priceVersion)
    .where(where)
    .orderBy(orderBy)
    .limit(limit);
  const standing = await readListStanding(ctx);
  const [current] =
    standing.inForce === undefined
      ? []
      : await tx.select({ createdAt: priceVersion.createdAt }).from(priceVersion).where(eq(priceVersion.id, standing.inForce.versionId));
  const decisions = await readDecisions(ctx);
  const maySeeWho = ctx.access.allows('prices.read', tenantPlacement);
  return rows.map((row) => {
    const decision = decisions.find(({ version_id }) => version_id === row.id);
    const place = standingOf(row, standing, decision, current?.createdAt);
    return {
      ...{
        id: row.id,
        source: row.source,
        in_force: place.state === 'in_force',
        ...place,
        decision: maySeeWho ? (decision ?? null) : null,
      },
      ...{ models: row.models, priced_models: row.pricedModels, created_at: row.createdAt },
    };
  });
}

/** One version with how it stands; `not_found` for one that is not there. */
export async function readVersion(ctx: OperationContext, id: string): Promise<PriceVersion> {
  const [found] = await readVersions(ctx, { where: eq(priceVersion.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
