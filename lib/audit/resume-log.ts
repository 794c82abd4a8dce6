import type { TransactionSql } from 'postgres';
import type { Database } from '#db/client.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { erasingAction, growLog } from './grow-log.ts';
import type { HeadStore } from './head-store.ts';
import { lockLog, moveLog } from './log-row.ts';
import { openLogSecrets } from './log-secrets.ts';
import { merkleRoot } from './merkle.ts';
import { requeueRestored } from './pending-entries.ts';
import { type StoredEntry, storedEntryColumns } from './stored-entry.ts';
import { TileTree } from './tile-tree.ts';

type Sql = TransactionSql<{ bigint: bigint }>;

export interface ResumeOptions {
  /** The pool of the role audit. */
  readonly database: Database;
  readonly masters: MasterKeys;
  readonly heads: HeadStore;
  readonly host: string;
  /** Who answers for it; stands in the first entry of the new epoch. */
  readonly operator: string;
}

/** What a resumed log says about what was lost. */
export interface Resumed {
  readonly epoch: number;
  /** Entries the log had at the last checkpoint that is known; null where none was kept. */
  readonly lastSize: bigint | null;
  readonly restoredSize: bigint;
  /** People whose erasure was carried out again. */
  readonly erased: number;
}

/** An entry of the system about a resource, in the transaction. */
async function note(
  tx: Sql,
  tenantId: string,
  operator: string,
  entry: { action: string; kind: string; resource: string; after: object },
): Promise<StoredEntry> {
  const id = newUuid();
  await tx`
    INSERT INTO audit_entry (tenant_id, id, occurred_at, actor_kind, actor_name, action, resource_kind, resource_id, after, request_id)
    VALUES (${tenantId}, ${id}, now(), 'system', ${operator}, ${entry.action}, ${entry.kind}, ${entry.resource},
      ${JSON.stringify(entry.after)}::text::jsonb, ${newUuid()})`;
  const [stored] = await tx<StoredEntry[]>`
    SELECT ${storedEntryColumns(tx)} FROM audit_entry AS e WHERE e.tenant_id = ${tenantId} AND e.id = ${id}`;
  if (stored === undefined) throw new Error('The entry that was just written is not there');
  return stored;
}

/** Erases again whom a restore brought back; answers the entries that say so. */
async function eraseAgain(tx: Sql, tenantId: string, operator: string, people: readonly string[]): Promise<StoredEntry[]> {
  const notes: StoredEntry[] = [];
  for (const person of people) {
    await tx`INSERT INTO audit_erasure (tenant_id, id, subject_id) VALUES (${tenantId}, ${newUuid()}, ${person})`;
    const resource = toPublicId('user', person);
    notes.push(await note(tx, tenantId, operator, { action: erasingAction, kind: 'user', resource, after: { again: true } }));
  }
  return notes;
}

/**
 * Lets a log go on after the database was restored from a backup: in a new epoch, a tree of its own, whose first entry says
 * what was signed last, what came back, and who decided so. Everything that is missing in between stays missing, visibly.
 */
export async function resumeLog(options: ResumeOptions, tenantId: string): Promise<Resumed> {
  const { database, masters, heads, host, operator } = options;
  await requeueRestored(database.$client);
  const outside = await heads.read(tenantId);
  const { resumed, head } = await database.$client.begin(async (tx) => {
    const log = await lockLog(tx, tenantId, masters, host);
    const lost = outside?.intended ?? outside?.committed;
    const epoch = Math.max(log.epoch, lost?.epoch ?? 0) + 1;
    const after = {
      last_epoch: lost === undefined ? null : String(lost.epoch),
      last_size: lost === undefined ? null : String(lost.size),
      last_root: lost?.root ?? null,
      restored_epoch: String(log.epoch),
      restored_size: String(log.treeSize),
      restored_root: log.root,
      operator,
    };
    const resource = toPublicId('tenant', tenantId);
    const first = await note(tx, tenantId, operator, { action: 'audit.resume', kind: 'audit_log', resource, after });
    const people = outside?.erased ?? [];
    const entries = [first, ...(await eraseAgain(tx, tenantId, operator, people))];
    const began = { ...log, epoch, treeSize: 0n, root: merkleRoot([]) };
    const grown = await growLog(tx, began, openLogSecrets(masters, tenantId, log), new TileTree(), entries);
    await moveLog(tx, tenantId, grown);
    for (const person of people) await tx`SELECT erase_audit_subject(${tenantId}::uuid, ${person}::uuid)`;
    return { head: grown, resumed: { epoch, lastSize: lost?.size ?? null, restoredSize: log.treeSize, erased: people.length } };
  });
  const committed = { epoch: head.epoch, size: head.treeSize, root: head.root };
  await heads.write(tenantId, { committed, intended: null, erased: [...(outside?.erased ?? [])] });
  return resumed;
}

/** Tenants whose log stopped, or is behind what is kept outside of the database. */
export async function stoppedLogs({ database, heads }: Pick<ResumeOptions, 'database' | 'heads'>): Promise<string[]> {
  const logs = await database.$client<{ tenantId: string; epoch: number; size: bigint; problem: string | null }[]>`
    SELECT tenant_id AS "tenantId", epoch, tree_size AS size, problem FROM audit_log ORDER BY tenant_id`;
  const stopped: string[] = [];
  for (const { tenantId, epoch, size, problem } of logs) {
    const known = (await heads.read(tenantId))?.committed;
    const isBehind = known !== undefined && (known.epoch > epoch || (known.epoch === epoch && known.size > size));
    if (problem !== null || isBehind) stopped.push(tenantId);
  }
  return stopped;
}
