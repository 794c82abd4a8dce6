import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { rerate } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Rerate } from '#lib/contracts/rerates.ts';
import { AppError } from '#lib/core/errors.ts';
import { nameOfPerson } from '#lib/prices/name-of-person.ts';
import { type DimensionName, nameDimensions } from '#lib/usage/name-dimensions.ts';
import { RerateBreakdown, type RerateShare } from './breakdown.ts';

/** Models and teams that are told of each re-rating. */
const placesTold = 50;

type Names = ReadonlyMap<number, DimensionName>;

const dimsOf = (key: string): readonly number[] => key.split(' ').map(Number);

/** Those whose cost moves most, first. */
function largest(shares: ReadonlyMap<string, RerateShare>): [string, RerateShare][] {
  const move = ({ formerNanoUsd, newNanoUsd }: RerateShare) => {
    const difference = newNanoUsd - formerNanoUsd;
    return difference < 0n ? -difference : difference;
  };
  return [...shares].sort(([, left], [, right]) => (move(left) < move(right) ? 1 : -1)).slice(0, placesTold);
}

const shareOf = ({ events, formerNanoUsd, newNanoUsd }: RerateShare) => ({ events, former_usd: formerNanoUsd, new_usd: newNanoUsd });

function toShares(breakdown: RerateBreakdown, names: Names): Pick<Rerate, 'by_model' | 'by_team'> {
  const text = (dim: number | undefined) => names.get(dim ?? 0)?.value ?? null;
  return {
    by_model: largest(breakdown.models).map(([key, share]) => {
      const [provider, model] = dimsOf(key);
      return { provider: text(provider), model: text(model), ...shareOf(share) };
    }),
    by_team: largest(breakdown.teams).map(([key, share]) => {
      const found = names.get(dimsOf(key)[0] ?? 0);
      return { team: found === undefined ? null : { id: found.value, name: found.name }, ...shareOf(share) };
    }),
  };
}

export interface RerateQuery {
  readonly where: SQL;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** Re-ratings as callers see them. */
export async function readRerates(ctx: OperationContext, { where, orderBy, limit }: RerateQuery): Promise<Rerate[]> {
  const { tx, tenantId } = ctx;
  const rows = await tx
    .select({
      ...getTableColumns(rerate),
      createdByName: nameOfPerson(rerate.tenantId, rerate.createdBy),
      startedByName: nameOfPerson(rerate.tenantId, rerate.startedBy),
    })
    .from(rerate)
    .where(sql`${eq(rerate.tenantId, tenantId)} and ${where}`)
    .orderBy(orderBy)
    .limit(limit);
  const breakdowns = rows.map((row) => new RerateBreakdown(row.breakdown));
  const keys = breakdowns.flatMap(({ models, teams }) => [...largest(models), ...largest(teams)].map(([key]) => key));
  const names = await nameDimensions(ctx, [...new Set(keys.flatMap(dimsOf))]);
  return rows.map((row, index) => ({
    ...{ id: row.id, state: row.state, reason: row.reason, from: row.fromAt, to: row.toAt, provider: row.provider, model: row.model },
    ...{ team_id: row.teamId, price_version_id: row.priceVersionId, override_id: row.overrideId, undo_of_id: row.undoOfId },
    ...{ events: row.events, changed: row.changed, former_usd: row.formerNanoUsd, new_usd: row.newNanoUsd },
    ...{ difference_usd: row.newNanoUsd - row.formerNanoUsd, skipped: row.skipped, skipped_usd: row.skippedNanoUsd },
    ...{ booked_events: row.bookedEvents, booked_usd: row.bookedNanoUsd },
    ...toShares(breakdowns[index] ?? new RerateBreakdown(), names),
    created_by: { id: row.createdBy, name: row.createdByName },
    started_by: row.startedBy === null ? null : { id: row.startedBy, name: row.startedByName },
    ...{ started_at: row.startedAt, ended_at: row.endedAt, created_at: row.createdAt, version: row.version },
  }));
}

export async function readRerate(ctx: OperationContext, id: string): Promise<Rerate> {
  const [found] = await readRerates(ctx, { where: eq(rerate.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
