import { and, count, eq, inArray } from 'drizzle-orm';
import { priceOverride } from '#db/schema/index.ts';
import { type PriceMeter, priceMeters } from '#lib/catalog/model-price.ts';
import { picoOfUnit } from '#lib/catalog/to-price-tiers.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { OutputOf } from '#lib/contracts/operation.ts';
import { PriceOverride, priceOverridePropose, priceOverridesMax } from '#lib/contracts/price-overrides.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readOverrideRow } from './override-rows.ts';
import { refuseOverlap } from './refuse-overlap.ts';

type Rates = NonNullable<OutputOf<typeof priceOverridePropose>['rates']>;

const meterNamed = (name: string): PriceMeter | undefined => priceMeters.find((meter) => meter === name);

/** Rates as they are stored. Throws `validation_failed` for one that is no whole number of pico-dollars a unit. */
function storedRates(rates: Rates): Record<string, string> {
  const stored: Record<string, string> = {};
  const errors: FieldError[] = [];
  for (const [index, { meter: name, usd }] of rates.entries()) {
    const meter = meterNamed(name);
    const pico = meter === undefined ? undefined : picoOfUnit(meter, usd);
    if (pico === undefined) errors.push({ pointer: `/rates/${index}/usd`, detail: 'At most six decimal places for a million tokens' });
    else stored[name] = pico.toString();
  }
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return stored;
}

/** Past times are for re-rating; further back there is nothing to re-rate. */
const pastMaxMs = 400 * 86_400_000;

async function requireRoom({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ overrides: count() })
    .from(priceOverride)
    .where(and(eq(priceOverride.tenantId, tenantId), inArray(priceOverride.state, ['proposed', 'approved'])));
  if ((row?.overrides ?? 0) >= priceOverridesMax)
    throw new AppError('limit_reached', { detail: `The organization has ${priceOverridesMax} overrides, which is the most.` });
}

function requireKnown(ctx: OperationContext, provider: string, validFrom: Date, validTo: Date | null): void {
  const errors: FieldError[] = [];
  if (!ctx.runtime.providers.some(({ name }) => name === provider))
    errors.push({ pointer: '/provider', detail: 'There is no such provider' });
  if (validFrom.getTime() < ctx.now.getTime() - pastMaxMs) errors.push({ pointer: '/valid_from', detail: 'At most 400 days ago' });
  if (validTo !== null && validTo <= validFrom) errors.push({ pointer: '/valid_to', detail: 'The end must be after the beginning' });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

export const proposePriceOverride = defineCommand(priceOverridePropose, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  await lockTenant(tx, tenantId);
  const validFrom = input.valid_from ?? now;
  requireKnown(ctx, input.provider, validFrom, input.valid_to);
  await requireRoom(ctx);
  const reach = { id: null, provider: input.provider, model: input.model, validFrom, validTo: input.valid_to };
  await refuseOverlap(ctx, reach);
  const id = newUuid(now.getTime());
  await tx.insert(priceOverride).values({
    ...{ tenantId, id, provider: input.provider, model: input.model, note: input.note, state: 'proposed', proposedBy: caller.userId },
    ...(input.rates === undefined
      ? { kind: 'discount', discountBasisPoints: Math.round((input.discount_percent ?? 0) * 100) }
      : { kind: 'rates', rates: storedRates(input.rates) }),
    ...{ validFromAt: validFrom, validToAt: input.valid_to, createdAt: now, updatedAt: now },
  });
  const after = await readOverrideRow(ctx, id);
  return { result: after, changes: [changeOf('price_override', 'priceOverride', PriceOverride, null, after)] };
});
