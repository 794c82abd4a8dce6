import { emailAddress } from '#lib/contracts/fields.ts';
import { type ImportFault, importFaultsMax, importRowsMax, TeamRole } from '#lib/contracts/members.ts';
import { csvRecords } from '#lib/core/csv.ts';
import { AppError } from '#lib/core/errors.ts';

/** A row of the file that could be read. */
export interface ImportRow {
  readonly line: number;
  /** In lower case. */
  readonly email: string;
  readonly teamRole: (typeof TeamRole)['options'][number];
}

/** Faults with their lines, the first ones kept and all of them counted. */
export class FaultList {
  readonly kept: ImportFault[] = [];
  count = 0;

  add(line: number, column: string | null, detail: string): void {
    this.count += 1;
    if (this.kept.length < importFaultsMax) this.kept.push({ line, column, detail });
  }

  /** In the order of the file; who is not found is noticed after what is not readable. */
  sorted(): ImportFault[] {
    return this.kept.toSorted((left, right) => left.line - right.line);
  }

  /** All of it as one refusal. */
  toError(): AppError {
    const errors = this.sorted().map(({ line, column, detail }) => ({
      pointer: `/lines/${line}${column === null ? '' : `/${column}`}`,
      detail,
    }));
    const shown = this.count > errors.length ? `; these are the first ${errors.length}` : '';
    return new AppError('validation_failed', {
      detail: `${this.count} rows could not be taken over${shown}. Nothing was changed.`,
      errors,
    });
  }
}

export interface ImportFile {
  readonly rows: readonly ImportRow[];
  readonly rowCount: number;
  readonly faults: FaultList;
}

const known = ['email', 'team_role'] as const;

/** Where each known column stands. Throws for a header that lacks `email`, repeats a column or has one we do not know. */
function columnsOf(header: readonly string[]): ReadonlyMap<string, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const errors = names.flatMap((name, index) => {
    if (!known.some((column) => column === name)) return [{ pointer: '/lines/1', detail: `Unknown column "${name.slice(0, 50)}"` }];
    return names.indexOf(name) === index ? [] : [{ pointer: '/lines/1', detail: `The column ${name} stands twice` }];
  });
  if (!names.includes('email'))
    errors.push({ pointer: '/lines/1', detail: 'The first line must name the columns: email, and team_role if wanted' });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return new Map(names.map((name, index) => [name, index]));
}

/** Reads the file row by row; what a row has wrong is noted with its line, and reading goes on. */
export async function readImportFile(chunks: AsyncIterable<Uint8Array>): Promise<ImportFile> {
  const faults = new FaultList();
  const rows: ImportRow[] = [];
  const lineOfEmail = new Map<string, number>();
  let columns: ReadonlyMap<string, number> | undefined;
  let width = 0;
  let rowCount = 0;
  for await (const { line, fields } of csvRecords(chunks)) {
    if (columns === undefined) {
      columns = columnsOf(fields);
      width = fields.length;
      continue;
    }
    rowCount += 1;
    if (rowCount > importRowsMax)
      throw new AppError('validation_failed', { errors: [{ pointer: `/lines/${line}`, detail: `A file may have ${importRowsMax} rows` }] });
    if (fields.length !== width) {
      faults.add(line, null, `Has ${fields.length} fields, the header has ${width}`);
      continue;
    }
    const email = emailAddress.safeParse(fields[columns.get('email') ?? 0]?.trim().toLowerCase());
    const teamRole = TeamRole.safeParse(fields[columns.get('team_role') ?? -1]?.trim().toLowerCase() || 'member');
    if (!email.success) faults.add(line, 'email', 'Not an e-mail address');
    if (!teamRole.success) faults.add(line, 'team_role', `Must be ${TeamRole.options.join(' or ')}`);
    if (!email.success || !teamRole.success) continue;
    const earlier = lineOfEmail.get(email.data);
    if (earlier !== undefined) faults.add(line, 'email', `Stands in line ${earlier} already`);
    else rows.push({ line, email: email.data, teamRole: teamRole.data });
    lineOfEmail.set(email.data, earlier ?? line);
  }
  if (columns === undefined) throw new AppError('validation_failed', { errors: [{ pointer: '/lines/1', detail: 'The file is empty' }] });
  return { rows, rowCount, faults };
}
