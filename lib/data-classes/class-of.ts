import type { DataLevels } from '#lib/contracts/data-classes.ts';
import { type DataClass, dataClasses } from '#lib/contracts/route-names.ts';
import type { Finding } from '#lib/recognizers/index.ts';

const ranks: Readonly<Record<DataClass, number>> = { public: 0, internal: 1, confidential: 2, restricted: 3 };

/** The more sensitive of two; null where neither is known. */
export function higherClass(left: DataClass | null, right: DataClass | null): DataClass | null {
  if (left === null || right === null) return left ?? right;
  return ranks[left] >= ranks[right] ? left : right;
}

/** Which class each kind and category of data has; a kind that stands in two has the more sensitive. */
export type ClassTable = ReadonlyMap<string, DataClass>;

/** Reads the table from the levels. */
export function classTable(levels: DataLevels): ClassTable {
  const table = new Map<string, DataClass>();
  for (const name of dataClasses) for (const category of levels[name].categories) table.set(category, name);
  return table;
}

/** The class of what was found; null where no class holds any of it. A kind counts before its category. */
export function classOf(table: ClassTable, findings: Iterable<Pick<Finding, 'entity' | 'category'>>): DataClass | null {
  let found: DataClass | null = null;
  for (const { entity, category } of findings) found = higherClass(found, table.get(entity) ?? table.get(category) ?? null);
  return found;
}
