import { csvRecords } from '#lib/core/csv.ts';
import { AppError } from '#lib/core/errors.ts';
import { FaultList } from './fault-list.ts';

/** A row of a file, by its columns; cells are trimmed, and those of a column that the file lacks are empty. */
export interface TableRow<Column extends string> {
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
  /** The columns that the file has: about one that is absent it says nothing, which an empty cell does not mean. */
  readonly present: ReadonlySet<Column>;
}

export interface CsvTable<Column extends string> {
  readonly rows: readonly TableRow<Column>[];
  /** Rows in the file, faulty ones included. */
  readonly rowCount: number;
  /** For whoever looks at the rows to add to. */
  readonly faults: FaultList;
}

/** What a file may look like. */
export interface TableShape<Column extends string> {
  readonly columns: readonly Column[];
  /** How many of the columns, from the first on, a file must have. */
  readonly required: number;
  readonly rowsMax: number;
}

const refusal = (line: number, detail: string): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `/lines/${line}`, detail }] });

/** Where each known column stands. Throws for a header that lacks a required one, repeats one or has one that is not known. */
function placesOf<Column extends string>(
  { columns, required }: TableShape<Column>,
  header: readonly string[],
): ReadonlyMap<Column, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const errors = names.flatMap((name, index) => {
    if (!columns.some((column) => column === name)) return [{ pointer: '/lines/1', detail: `Unknown column "${name.slice(0, 50)}"` }];
    return names.indexOf(name) === index ? [] : [{ pointer: '/lines/1', detail: `The column ${name} stands twice` }];
  });
  const [wanted, optional] = [columns.slice(0, required), columns.slice(required)];
  if (!wanted.every((column) => names.includes(column)))
    errors.push({
      pointer: '/lines/1',
      detail: `The first line must name the columns: ${wanted.join(' and ')}${optional.length === 0 ? '' : `, and ${optional.join(', ')} if wanted`}`,
    });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return new Map(columns.flatMap((column) => (names.includes(column) ? [[column, names.indexOf(column)] as const] : [])));
}

/** Reads a file row by row; a row of the wrong width is noted with its line, and reading goes on. */
export async function readCsvTable<Column extends string>(
  chunks: AsyncIterable<Uint8Array>,
  shape: TableShape<Column>,
): Promise<CsvTable<Column>> {
  const faults = new FaultList();
  const rows: TableRow<Column>[] = [];
  let places: ReadonlyMap<Column, number> | undefined;
  let present: ReadonlySet<Column> = new Set();
  let width = 0;
  let rowCount = 0;
  for await (const { line, fields } of csvRecords(chunks)) {
    if (places === undefined) {
      places = placesOf(shape, fields);
      present = new Set(places.keys());
      width = fields.length;
      continue;
    }
    rowCount += 1;
    if (rowCount > shape.rowsMax) throw refusal(line, `A file may have ${shape.rowsMax} rows`);
    if (fields.length !== width) {
      faults.add(line, null, `Has ${fields.length} fields, the header has ${width}`);
      continue;
    }
    const cell = (column: Column): readonly [Column, string] => [column, fields[places?.get(column) ?? -1]?.trim() ?? ''];
    // One cell for each of the columns.
    rows.push({ line, cells: Object.fromEntries(shape.columns.map(cell)) as Record<Column, string>, present });
  }
  if (places === undefined) throw refusal(1, 'The file is empty');
  return { rows, rowCount, faults };
}
