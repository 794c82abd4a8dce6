import { emailAddress } from '#lib/contracts/fields.ts';
import { importRowsMax, TeamRole } from '#lib/contracts/members.ts';
import { readCsvTable } from './csv-table.ts';
import type { FaultList } from './fault-list.ts';

/** A row of the file that could be read. */
export interface ImportRow {
  readonly line: number;
  /** In lower case. */
  readonly email: string;
  /** Null where the file does not say: members stay what they are. */
  readonly teamRole: (typeof TeamRole)['options'][number] | null;
}

export interface ImportFile {
  readonly rows: readonly ImportRow[];
  readonly rowCount: number;
  readonly faults: FaultList;
}

/** Reads the file row by row; what a row has wrong is noted with its line, and reading goes on. */
export async function readImportFile(chunks: AsyncIterable<Uint8Array>): Promise<ImportFile> {
  const table = await readCsvTable(chunks, { columns: ['email', 'team_role'], required: 1, rowsMax: importRowsMax });
  const { faults } = table;
  const lineOfEmail = new Map<string, number>();
  const rows: ImportRow[] = [];
  for (const { line, cells, present } of table.rows) {
    const email = emailAddress.safeParse(cells.email.toLowerCase());
    const teamRole = TeamRole.safeParse(cells.team_role.toLowerCase() || 'member');
    if (!email.success) faults.add(line, 'email', 'Not an e-mail address');
    if (!teamRole.success) faults.add(line, 'team_role', `Must be ${TeamRole.options.join(' or ')}`);
    if (!email.success || !teamRole.success) continue;
    const earlier = lineOfEmail.get(email.data);
    if (earlier !== undefined) faults.add(line, 'email', `Stands in line ${earlier} already`);
    else rows.push({ line, email: email.data, teamRole: present.has('team_role') ? teamRole.data : null });
    lineOfEmail.set(email.data, earlier ?? line);
  }
  return { rows, rowCount: table.rowCount, faults };
}
