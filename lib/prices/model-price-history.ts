import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { catalogModel, price, priceVersion } from '#db/schema/index.ts';
import { compileMatch, matchableName } from '#lib/catalog/match-model.ts';
import { PriceTable } from '#lib/catalog/price-table.ts';
import { toPriceTiers } from '#lib/catalog/to-price-tiers.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { modelPriceHistory, type PricePoint } from '#lib/contracts/price-versions.ts';
import { AppError } from '#lib/core/errors.ts';

/** Versions that are looked at: years of them. */
const versionsMax = 200;

type ModelRow = typeof catalogModel.$inferSelect;

/** The model behind a name, in the newest version that has it. */
async function findListed({ tx }: OperationContext, provider: string, name: string): Promise<ModelRow | undefined> {
  const matchable = matchableName(name);
  if (matchable === undefined) return undefined;
  const rows = await tx
    .select({ model: catalogModel })
    .from(catalogModel)
    .innerJoin(priceVersion, eq(priceVersion.id, catalogModel.versionId))
    .where(eq(catalogModel.provider, provider))
    .orderBy(desc(priceVersion.createdAt), asc(catalogModel.position))
    .limit(5000);
  return rows.find(({ model }) => compileMatch(model.match)(matchable))?.model;
}

/** Its price in each version, newest first. */
async function pointsOf({ tx, now }: OperationContext, { provider, model }: ModelRow): Promise<PricePoint[]> {
  const rows = await tx
    .select({ model: catalogModel, createdAt: priceVersion.createdAt })
    .from(catalogModel)
    .innerJoin(priceVersion, eq(priceVersion.id, catalogModel.versionId))
    .where(and(eq(catalogModel.provider, provider), eq(catalogModel.model, model)))
    .orderBy(desc(priceVersion.createdAt))
    .limit(versionsMax);
  const versionIds = rows.map((row) => row.model.versionId);
  const prices = await tx
    .select()
    .from(price)
    .where(and(inArray(price.versionId, versionIds), eq(price.provider, provider), eq(price.model, model)));
  const points: PricePoint[] = [];
  for (const row of rows) {
    const { versionId } = row.model;
    const own = prices.filter((one) => one.versionId === versionId);
    const table = await PriceTable.build({ versionId, models: [{ ...row.model, match: { equals: model } }], prices: own });
    const found = table.price(provider, model, now.getTime());
    const holdsFrom = own.map(({ validFromAt }) => validFromAt).filter((at) => at <= now && at.getTime() > 0);
    points.push({
      ...{ version_id: versionId, created_at: row.createdAt, tiers: found === undefined ? [] : toPriceTiers(found) },
      valid_from: holdsFrom.toSorted((left, right) => right.getTime() - left.getTime())[0] ?? null,
    });
  }
  return points;
}

const textOf = ({ tiers }: PricePoint): string =>
  JSON.stringify(tiers, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

export const getModelPriceHistory = defineQuery(modelPriceHistory, async (ctx, input) => {
  const facts = ctx.runtime.providers.find(({ name }) => name === input.provider);
  const listed = await findListed(ctx, facts?.catalogue ?? input.provider, input.model);
  if (listed === undefined) throw new AppError('not_found');
  const points = await pointsOf(ctx, listed);
  // Of versions that say the same, the first to say it stands for all.
  return {
    data: points.filter(
      (point, index) => textOf(point) !== textOf(points[index + 1] ?? { ...point, tiers: [] }) || index === points.length - 1,
    ),
  };
});
