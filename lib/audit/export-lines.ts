import { toPublicId } from '#lib/core/ids.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { logOrigin } from './log-origin.ts';
import type { LogRow } from './log-row.ts';
import { openLogSecrets } from './log-secrets.ts';
import { type LogSection, previousHash } from './log-sections.ts';
import { type OpenedEntry, openEntries, readLogged } from './logged-entries.ts';
import { verifierKey } from './signed-note.ts';
import { type LogSql, TreeReader } from './tree-reader.ts';

/**
 * The lines of a verifiable export, as scripts/verify-audit.mjs reads them: for each section a line that says which log
 * follows and where, its entries with each checkpoint behind the last entry it is over, and a line for the end.
 */

const json = (value: object): string => `${JSON.stringify(value)}\n`;

/** The line before a section; `complete` where it reaches from the log's first entry to its newest. */
export async function headerLine(sql: LogSql, log: LogRow, section: LogSection): Promise<string> {
  const { tenantId, host, publicKey } = log;
  const { epoch, first, end, size } = section;
  const origin = logOrigin(host, tenantId, epoch);
  return json({
    type: 'log',
    format: 'tollgate-audit/1',
    origin,
    key: verifierKey(origin, publicKey),
    tenant: toPublicId('tenant', tenantId),
    epoch: String(epoch),
    first: String(first),
    frontier: await new TreeReader(sql, { tenantId, epoch, size }).frontier(first),
    previous: await previousHash(sql, tenantId, section),
    complete: first === 0n && end === size,
  });
}

export const endLine = ({ end }: LogSection): string => json({ type: 'end', size: String(end) });

const entryLine = ({ leaf, values, salts, row }: OpenedEntry): string =>
  json({ type: 'entry', leaf, values, salts, ...(row === undefined ? {} : { row }) });

export interface ExportPage {
  readonly text: string;
  readonly entries: readonly OpenedEntry[];
}

/** Entries from `first` to before `end`, and the checkpoints among them. */
export async function entryLines(
  sql: LogSql,
  log: LogRow,
  masters: MasterKeys,
  { epoch, first, end }: Pick<LogSection, 'epoch' | 'first' | 'end'>,
): Promise<ExportPage> {
  const { tenantId } = log;
  const logged = await readLogged(sql, tenantId, epoch, first, end);
  const entries = await openEntries(sql, { tenantId, epoch }, openLogSecrets(masters, tenantId, log), logged);
  const notes = await sql<{ size: bigint; note: string }[]>`
    SELECT tree_size AS size, note FROM audit_checkpoint WHERE tenant_id = ${tenantId} AND epoch = ${epoch}
      AND tree_size > ${String(first)}::int8 AND tree_size <= ${String(end)}::int8 ORDER BY tree_size`;
  const noteAt = new Map(notes.map(({ size, note }) => [size, note]));
  const lines: string[] = [];
  for (const entry of entries) {
    lines.push(entryLine(entry));
    const note = noteAt.get(entry.index + 1n);
    if (note !== undefined) lines.push(json({ type: 'checkpoint', note }));
    noteAt.delete(entry.index + 1n);
  }
  // A checkpoint whose leaf is gone is shown all the same, so that it is missed.
  for (const note of noteAt.values()) lines.push(json({ type: 'checkpoint', note }));
  return { text: lines.join(''), entries };
}
