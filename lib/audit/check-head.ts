import type { Head, KnownHead } from './head-store.ts';
import { logOrigin } from './log-origin.ts';
import type { LogRow } from './log-row.ts';
import { openCheckpoint } from './signed-note.ts';
import { type LogSql, TreeIncomplete, TreeReader } from './tree-reader.ts';

/** Thrown where a log must not go on: what was signed before would contradict what would be signed now. */
export class LogStopped extends Error {
  override readonly name = 'LogStopped';
}

/** Only what the database answered without says that the history is damaged: a lost connection passes, and stops nothing. */
async function rootOf(reader: TreeReader, size: bigint): Promise<string> {
  try {
    return await reader.root(0n, size);
  } catch (cause) {
    if (cause instanceof TreeIncomplete) throw new LogStopped('Leaves or tiles are missing', { cause });
    throw cause;
  }
}

async function requirePrefix(reader: TreeReader, head: Head, what: string): Promise<void> {
  const root = await rootOf(reader, head.size);
  if (root !== head.root) throw new LogStopped(`The first ${head.size} entries are not those of ${what}: the history was changed`);
}

async function newestNote(sql: LogSql, { tenantId, epoch }: LogRow): Promise<string | undefined> {
  const [row] = await sql.unsafe<{ note: string }[]>(
    'SELECT note FROM audit_checkpoint WHERE tenant_id = $1 AND epoch = $2 ORDER BY tree_size DESC LIMIT 1',
    [tenantId, epoch],
  );
  return row?.note;
}

/**
 * Compares a log with itself and with what is known of it outside of the database, before anything more is signed: its
 * newest checkpoint is over its head, its leaves and tiles give that root, and it holds all that was committed before.
 */
export async function checkHead(sql: LogSql, log: LogRow, known: KnownHead | undefined): Promise<TreeReader> {
  const reader = new TreeReader(sql, { tenantId: log.tenantId, epoch: log.epoch, size: log.treeSize, recomputes: true });
  // What was only intended is no evidence: where its commit failed, another writer has sealed the same entries in its stead.
  const committed = known?.committed;
  if (committed !== undefined && committed.epoch > log.epoch)
    throw new LogStopped(`The log is in epoch ${log.epoch}, and was in epoch ${committed.epoch} before: the database was rolled back`);
  if (committed?.epoch === log.epoch && committed.size > log.treeSize)
    throw new LogStopped(`The log has ${log.treeSize} entries, and had ${committed.size} before: the database was rolled back`);
  if (log.treeSize > 0n) {
    const note = openCheckpoint((await newestNote(sql, log)) ?? '', logOrigin(log.host, log.tenantId, log.epoch), log.publicKey);
    if (note === undefined || note.size !== log.treeSize || note.root !== log.root)
      throw new LogStopped('The newest checkpoint is not that of the head of the log');
  }
  const root = await rootOf(reader, log.treeSize);
  if (root !== log.root) throw new LogStopped('Leaves and tiles do not give the root of the log');
  if (committed?.epoch === log.epoch) await requirePrefix(reader, committed, 'the checkpoint kept outside of the database');
  return reader;
}
