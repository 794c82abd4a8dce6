import { and, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { priceOverride } from '#db/schema/index.ts';
import { patternRank, patternsMeet } from '#lib/catalog/model-pattern.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** For which models and when an override is meant. */
export interface OverrideReach {
  readonly id: string | null;
  readonly provider: string;
  readonly model: string;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

const named = ['one model', 'a pattern', 'every model'] as const;

/**
 * Two overrides that name their models equally closely, could both match a model and are valid at the same time would leave
 * open which counts. Refuses the second, proposed or approved; under the tenant's lock.
 */
export async function refuseOverlap({ tx, tenantId }: OperationContext, reach: OverrideReach): Promise<void> {
  const { id, provider, model, validFrom, validTo } = reach;
  const rows = await tx
    .select()
    .from(priceOverride)
    .where(
      and(
        eq(priceOverride.tenantId, tenantId),
        eq(priceOverride.provider, provider),
        inArray(priceOverride.state, ['proposed', 'approved']),
        or(isNull(priceOverride.validToAt), gt(priceOverride.validToAt, validFrom)),
        validTo === null ? sql`true` : lt(priceOverride.validFromAt, validTo),
      ),
    );
  const rank = patternRank(model);
  const other = rows.find((row) => row.id !== id && patternRank(row.model) === rank && patternsMeet(row.model, model));
  if (other === undefined) return;
  const until = other.validToAt === null ? 'without an end' : `to ${other.validToAt.toISOString()}`;
  throw new AppError('conflict', {
    detail: `${toPublicId('priceOverride', other.id)} is ${other.state} for "${other.model}" of ${provider} from ${other.validFromAt.toISOString()} ${until}, and is for ${named[rank]} too. End it first, choose other times, or name the models more closely.`,
    errors: [{ pointer: '/model', detail: 'Overlaps with another override' }],
  });
}
