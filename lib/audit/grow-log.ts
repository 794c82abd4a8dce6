import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TransactionSql } from 'postgres';
import { inParts } from '#lib/core/in-parts.ts';
import { leafOf } from './leaf.ts';
import { logOrigin } from './log-origin.ts';
import type { LogHead, LogRow } from './log-row.ts';
import type { LogSecrets } from './log-secrets.ts';
import { leafHash } from './merkle.ts';
import { noteTerms } from './note-terms.ts';
import { signCheckpoint } from './signed-note.ts';
import { actorSubjectOf, type StoredEntry, subjectOf } from './stored-entry.ts';
import { countsAt, makeSubjectKeys, readSubjectKeys } from './subject-keys.ts';
import type { FullTile, TileTree } from './tile-tree.ts';
import { type Growth, type NewLeaf, writeCheckpoint, writeLeaves } from './write-leaves.ts';

type Sql = Pick<TransactionSql<{ bigint: bigint }>, 'unsafe'>;

/** Operation whose entry asks that a person leaves the trail. */
export const erasingAction = 'audit.erase';

/** Whose keys an entry needs: the person's, or the tenant's where it is nobody's. */
const subjectsOf = (entry: StoredEntry, tenantId: string) => ({
  actor: actorSubjectOf(entry) ?? tenantId,
  data: subjectOf(entry) ?? tenantId,
});

/** Leaves hashed without a pause, and sent while the next are hashed; streams of calls may run in the same process. */
const leavesAtOnce = 250;

type KeyOf = (subjectId: string) => Buffer;

/** Puts entries behind the last leaf of `tree`, which is changed. */
function addLeaves(log: LogRow, tree: TileTree, entries: readonly StoredEntry[], keyOf: KeyOf, last: string): Growth & { last: string } {
  const { tenantId, epoch } = log;
  const first = tree.size;
  const leaves: NewLeaf[] = [];
  const tiles: FullTile[] = [];
  let previous = last;
  for (const entry of entries) {
    const subjects = subjectsOf(entry, tenantId);
    const keys = { actor: keyOf(subjects.actor), data: keyOf(subjects.data) };
    const leaf = leafOf(entry, { tenantId, epoch, index: tree.size, previous }, keys);
    const hash = leafHash(leaf);
    tiles.push(...tree.append(hash));
    leaves.push({ entryId: entry.id, leaf, hash, subjectId: subjectOf(entry) });
    previous = hash;
  }
  return { tenantId, epoch, first, leaves, tiles, last: previous };
}

/** Adds leaves for the entries, in their order, to a log that is locked; answers the new head. `tree` is changed. */
export async function growLog(
  sql: Sql,
  log: LogRow,
  secrets: LogSecrets,
  tree: TileTree,
  entries: readonly StoredEntry[],
): Promise<LogHead> {
  const { tenantId, epoch } = log;
  const ids = new Set(entries.flatMap((entry) => Object.values(subjectsOf(entry, tenantId))));
  const keys = await readSubjectKeys(sql, tenantId, secrets, ids);
  const missing = [...ids].filter((id) => !keys.has(id));
  for (const [id, key] of await makeSubjectKeys(sql, tenantId, secrets, missing, { epoch, index: tree.size })) keys.set(id, key);
  const keyOf = (id: string): Buffer => {
    const key = keys.get(id);
    if (!countsAt(key, epoch, tree.size)) throw new Error(`The key of subject ${id} does not count yet`);
    return key.key;
  };

  let last = log.lastLeafHash;
  const written: Promise<void>[] = [];
  for (const part of inParts(entries, leavesAtOnce)) {
    const growth = addLeaves(log, tree, part, keyOf, last);
    last = growth.last;
    const writing = writeLeaves(sql, growth);
    // Thrown below, where all are awaited; until then nobody listens.
    writing.catch(() => {});
    written.push(writing);
    await nextTurn();
  }
  await Promise.all(written);
  const head = { epoch, treeSize: tree.size, root: tree.root(), lastLeafHash: last };
  const note = signCheckpoint({ origin: logOrigin(log.host, tenantId, epoch), size: head.treeSize, root: head.root }, secrets.signingKey);
  const entryIds = entries.map(({ id }) => id);
  await noteTerms(sql, tenantId, entries);
  await writeCheckpoint(sql, log, { size: head.treeSize, note }, entryIds);
  return head;
}

/** People whom the entries ask to take out of the trail. */
export const erasuresIn = (entries: readonly StoredEntry[]): string[] =>
  entries.flatMap((entry) => {
    const person = entry.action === erasingAction && entry.result === 'success' ? subjectOf(entry) : null;
    return person === null ? [] : [person];
  });
