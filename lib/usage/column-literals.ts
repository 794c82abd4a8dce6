import { setImmediate } from 'node:timers/promises';

/** Elements of a column that are made in one turn of the loop; some 40 ns each. */
const elementsATurn = 5000;

/** How each column of a posting is made from its rows. */
export type ColumnBuilders<Row> = Readonly<Record<string, (rows: readonly Row[]) => string>>;

export type ColumnLiterals<Builders> = { readonly [Name in keyof Builders]: string };

/** Makes the array literal of every column, letting the event loop turn in between (see in-slices.ts). */
export async function columnLiterals<Row, Builders extends ColumnBuilders<Row>>(
  builders: Builders,
  rows: readonly Row[],
): Promise<ColumnLiterals<Builders>> {
  const literals: [string, string][] = [];
  let elements = 0;
  for (const [name, build] of Object.entries(builders)) {
    literals.push([name, build(rows)]);
    elements += rows.length;
    if (elements < elementsATurn) continue;
    elements = 0;
    await setImmediate();
  }
  // Object.entries named every key of the builders, so every key is there again.
  return Object.fromEntries(literals) as ColumnLiterals<Builders>;
}
