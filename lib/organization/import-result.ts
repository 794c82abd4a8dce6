import type { Change } from '#lib/command/audit-writer.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { type ImportedRow, type ImportResult, shownChangesMax } from '#lib/contracts/organization-imports.ts';
import type { FaultList } from './fault-list.ts';

/** What a file comes to, before anything is written. */
export interface PlannedImport {
  readonly rowCount: number;
  readonly rows: readonly ImportedRow[];
  /** Rows that say what is so already. */
  readonly unchanged: number;
  readonly faults: FaultList;
}

/**
 * Answers a preview, or carries the import out as a whole: `write` runs only where nothing is wrong with any row, and answers what
 * the audit trail keeps. Throws all faults at once where it was to be applied.
 */
export async function previewOrApply(
  plan: PlannedImport,
  apply: boolean,
  write: () => Promise<readonly Change[]>,
): Promise<Outcome<ImportResult> | Unchanged<ImportResult>> {
  const { faults, rows, rowCount, unchanged } = plan;
  if (apply && faults.count > 0) throw faults.toError();
  const created = rows.filter(({ action }) => action === 'create').length;
  const result: ImportResult = {
    applied: apply,
    rows: rowCount,
    created,
    changed: rows.length - created,
    unchanged,
    changes: rows.slice(0, shownChangesMax),
    fault_count: faults.count,
    faults: faults.sorted(),
  };
  const [first, ...rest] = apply ? await write() : [];
  return first === undefined ? { result, changes: null } : { result, changes: [first, ...rest] };
}
