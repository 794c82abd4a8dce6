import { clientOf } from '#db/tenant.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { readLog } from './log-row.ts';
import { openLogSecrets } from './log-secrets.ts';
import { type OpenedEntry, openEntries, readLogged } from './logged-entries.ts';
import { type LogSql, TreeReader } from './tree-reader.ts';

/** That an entry is in the tree of the newest checkpoint of its epoch. */
export interface EntryProof extends OpenedEntry {
  readonly epoch: number;
  /** Hexadecimal, from the sibling of the leaf up. */
  readonly path: readonly string[];
  readonly checkpoint: { readonly size: bigint; readonly note: string; readonly createdAt: Date };
}

/** Where an entry was sealed; throws `not_found` for none of the tenant's, `conflict` for one that waits for its leaf. */
async function placeOf(sql: LogSql, tenantId: string, entryId: string): Promise<{ epoch: number; index: bigint }> {
  const [place] = await sql<{ epoch: number; index: bigint }[]>`
    SELECT epoch, leaf_index AS index FROM audit_leaf WHERE tenant_id = ${tenantId} AND entry_id = ${entryId}`;
  if (place !== undefined) return place;
  const [waiting] = await sql`SELECT FROM audit_entry WHERE tenant_id = ${tenantId} AND id = ${entryId}`;
  if (waiting === undefined) throw new AppError('not_found');
  throw new AppError('conflict', { detail: 'The entry has no place in the log yet. It gets one within about a second.' });
}

export async function proveEntry({ tx, tenantId, runtime }: OperationContext, entryId: string): Promise<EntryProof> {
  const sql = clientOf(tx);
  const { epoch, index } = await placeOf(sql, tenantId, entryId);
  const log = await readLog(sql, tenantId);
  const [newest] = await sql<{ size: bigint; note: string; at: string }[]>`
    SELECT tree_size AS size, note, created_at::text AS at FROM audit_checkpoint
    WHERE tenant_id = ${tenantId} AND epoch = ${epoch} ORDER BY tree_size DESC LIMIT 1`;
  const [logged] = await readLogged(sql, tenantId, epoch, index, index + 1n);
  if (log === undefined || newest === undefined || logged === undefined)
    throw new AppError('internal', { internal: `Leaf ${index} of epoch ${epoch} is under no checkpoint` });
  const [opened] = await openEntries(sql, { tenantId, epoch }, openLogSecrets(runtime.masterKeys, tenantId, log), [logged]);
  if (opened === undefined) throw new AppError('not_found');
  const path = await new TreeReader(sql, { tenantId, epoch, size: newest.size }).inclusion(index, newest.size);
  return { ...opened, epoch, path, checkpoint: { size: newest.size, note: newest.note, createdAt: new Date(newest.at) } };
}

/** The proof as a file of c2sp.org/tlog-proof@v1; `extra` is the leaf with what opens it. */
export function proofFile({ leaf, values, salts, index, path, checkpoint }: EntryProof): string {
  const extra = Buffer.from(JSON.stringify({ leaf, values, salts })).toString('base64');
  const hashes = path.map((hash) => `${Buffer.from(hash, 'hex').toString('base64')}\n`).join('');
  return `c2sp.org/tlog-proof@v1\nextra ${extra}\nindex ${index}\n${hashes}\n${checkpoint.note}`;
}
