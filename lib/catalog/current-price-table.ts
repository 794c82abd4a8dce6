import { currentPriceVersion, loadPriceTable, type PriceReader } from './load-price-table.ts';
import type { PriceTable } from './price-table.ts';

/** Compiled versions kept in memory: the one in force and those that older usage events refer to. */
const versionsMax = 4;
const tables = new Map<string, Promise<PriceTable>>();

/** A version, compiled once in this process: versions never change. */
export function priceTableOf(reader: PriceReader, versionId: string): Promise<PriceTable> {
  const known = tables.get(versionId);
  if (known !== undefined) return known;
  for (const oldest of tables.keys()) {
    if (tables.size < versionsMax) break;
    tables.delete(oldest);
  }
  const table = loadPriceTable(reader, versionId);
  tables.set(versionId, table);
  table.catch(() => tables.delete(versionId));
  return table;
}

/** The version in force; undefined before the first import. */
export async function currentPriceTable(reader: PriceReader): Promise<PriceTable | undefined> {
  const versionId = await currentPriceVersion(reader);
  return versionId === undefined ? undefined : priceTableOf(reader, versionId);
}
