import { defineQuery } from '#lib/command/define-query.ts';
import { type FocusMetadata, focusMetadata } from '#lib/contracts/exports.ts';
import { namedUuid } from '#lib/core/named-uuid.ts';
import { columnsOf, type FocusVersion, type focusColumns } from './focus-row.ts';

type Column = (typeof focusColumns)[number];
type Definition = Omit<FocusMetadata['Schema'][number]['ColumnDefinition'][number], 'ColumnName'>;

/** When the columns of today were first written. Whoever changes them sets the day of that, which a test asks for. */
const createdAt = '2026-11-22T00:00:00Z';

/** Dollars to the pico-dollar, as they stand in the file; prices of a million units need no more. */
const money: Definition = { DataType: 'DECIMAL', NumericPrecision: 30, NumberScale: 12 };
const quantity: Definition = { DataType: 'DECIMAL', NumericPrecision: 30, NumberScale: 9 };
const moneyColumns: readonly Column[] = [
  ...(['BilledCost', 'ContractedCost', 'ContractedUnitPrice', 'EffectiveCost', 'ListCost', 'ListUnitPrice'] as const),
];
const quantityColumns: readonly Column[] = ['ConsumedQuantity', 'PricingQuantity', 'x_Calls'];
const instantColumns: readonly Column[] = ['BillingPeriodEnd', 'BillingPeriodStart', 'ChargePeriodEnd', 'ChargePeriodStart'];
const objectColumns: readonly Column[] = ['SkuPriceDetails', 'Tags'];

function definitionOf(column: Column): Definition {
  if (moneyColumns.includes(column)) return money;
  if (quantityColumns.includes(column)) return quantity;
  if (instantColumns.includes(column)) return { DataType: 'DATETIME' };
  if (objectColumns.includes(column)) return { DataType: 'JSON', StringEncoding: 'UTF-8' };
  return { DataType: 'STRING', StringEncoding: 'UTF-8' };
}

/** The schema metadata of a version's files (FOCUS, since 1.0); its id changes with the columns and their types alone. */
function focusSchemaOf(version: FocusVersion): FocusMetadata['Schema'][number] {
  const columns = columnsOf(version).map(({ header, from }) => ({ ColumnName: header, ...definitionOf(from) }));
  return {
    SchemaId: namedUuid(`focus ${version} ${JSON.stringify(columns)}`),
    SchemaName: `Tollgate FOCUS ${version}`,
    FocusVersion: version,
    CreationDate: createdAt,
    ColumnDefinition: columns,
  };
}

export const getFocusMetadata = defineQuery(focusMetadata, async (_ctx, { version }) => ({
  DataGenerator: { DataGenerator: 'Tollgate' },
  Schema: [focusSchemaOf(version)],
}));
