import type { MasterKeys } from '#lib/core/master-keys.ts';
import { seal } from '#lib/core/secrets.ts';
import { actorFields, dataFields } from '../leaf.ts';
import { logOrigin } from '../log-origin.ts';
import type { LogRow } from '../log-row.ts';
import { openLogSecrets } from '../log-secrets.ts';
import { type LoggedEntry, type OpenedEntry, openEntries, readLogged, subjectsOfLogged } from '../logged-entries.ts';
import { readSubjectKeys } from '../subject-keys.ts';
import { tilePath } from '../tile-path.ts';
import { tileWidth } from '../tile-tree.ts';
import type { LogSql } from '../tree-reader.ts';
import type { EntryBatch, EntryTarget, SignedCheckpoint } from './target.ts';

/** Where a target has got to. */
export interface Cursor {
  readonly epoch: number;
  readonly index: bigint;
}

async function checkpointAt(sql: LogSql, log: LogRow, epoch: number, size: bigint | null): Promise<SignedCheckpoint | null> {
  const [row] = await sql<{ size: bigint; note: string }[]>`
    SELECT tree_size AS size, note FROM audit_checkpoint WHERE tenant_id = ${log.tenantId} AND epoch = ${epoch}
      AND tree_size <= ${size === null ? null : String(size)}::int8 ORDER BY tree_size DESC LIMIT 1`;
  return row === undefined ? null : { origin: logOrigin(log.host, log.tenantId, epoch), epoch, ...row };
}

/** The newest checkpoint behind the cursor; null where it was sent already. */
export async function newestCheckpoint(sql: LogSql, log: LogRow, cursor: Cursor): Promise<SignedCheckpoint | null> {
  const newest = await checkpointAt(sql, log, log.epoch, log.treeSize);
  return newest === null || (cursor.epoch === newest.epoch && cursor.index >= newest.size) ? null : newest;
}

/** What archives hold of people: values sealed under their keys, which never leave. */
async function sealedValues(
  sql: LogSql,
  log: LogRow,
  masters: MasterKeys,
  logged: readonly LoggedEntry[],
  opened: readonly OpenedEntry[],
): Promise<Record<string, string>[]> {
  const keys = await readSubjectKeys(
    sql,
    log.tenantId,
    openLogSecrets(masters, log.tenantId, log),
    logged.flatMap((each) => Object.values(subjectsOfLogged(each, log.tenantId))),
  );
  return logged.map((each, at) => {
    const ids = subjectsOfLogged(each, log.tenantId);
    const { values = {}, salts = {} } = opened[at] ?? {};
    const part = (id: string, fields: readonly (keyof typeof values)[]): string | undefined => {
      const key = keys.get(id)?.key;
      if (key === undefined) return undefined;
      const plain = JSON.stringify(fields.map((field) => [field, values[field] ?? null, salts[field] ?? null]));
      return seal(key, Buffer.from(plain), `audit-archive:${each.entryId}`).toString('base64');
    };
    const parts = { actor: part(ids.actor, actorFields), data: part(ids.data, dataFields) };
    return Object.fromEntries(Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  });
}

async function tilesIn(sql: LogSql, tenantId: string, { epoch, first, end }: { epoch: number; first: bigint; end: bigint }) {
  const tiles: { path: string; hashes: Buffer }[] = [];
  for (let level = 0; ; level += 1) {
    const covered = BigInt(tileWidth) ** BigInt(level + 1);
    const [from, to] = [first / covered, end / covered];
    if (to === 0n) return tiles;
    const rows = await sql<{ index: bigint; hashes: Buffer }[]>`
      SELECT tile_index AS index, hashes FROM audit_tile WHERE tenant_id = ${tenantId} AND epoch = ${epoch} AND level = ${level}
        AND tile_index >= ${String(from)}::int8 AND tile_index < ${String(to)}::int8 ORDER BY tile_index`;
    for (const { index, hashes } of rows) tiles.push({ path: tilePath({ level, index, width: tileWidth }), hashes });
  }
}

/** The next entries behind a cursor that are under a checkpoint; null where all were sent. */
export async function nextEntries(
  sql: LogSql,
  log: LogRow,
  masters: MasterKeys,
  cursor: Cursor,
  kind: Pick<EntryTarget, 'entriesMax' | 'isArchive'>,
): Promise<EntryBatch | null> {
  const { tenantId } = log;
  const { entriesMax, isArchive } = kind;
  const [epochEnd] = await sql<{ size: bigint | null }[]>`
    SELECT max(tree_size) AS size FROM audit_checkpoint WHERE tenant_id = ${tenantId} AND epoch = ${cursor.epoch}`;
  const size = epochEnd?.size ?? 0n;
  if (cursor.index >= size)
    return cursor.epoch < log.epoch ? nextEntries(sql, log, masters, { epoch: cursor.epoch + 1, index: 0n }, kind) : null;
  const range = { epoch: cursor.epoch, first: cursor.index, end: cursor.index + entriesMax < size ? cursor.index + entriesMax : size };
  const logged = await readLogged(sql, tenantId, range.epoch, range.first, range.end);
  const entries = await openEntries(sql, { tenantId, epoch: range.epoch }, openLogSecrets(masters, tenantId, log), logged);
  if (!isArchive) return { ...range, entries, sealed: [], tiles: [], checkpoint: null };
  return {
    ...{ ...range, entries },
    sealed: await sealedValues(sql, log, masters, logged, entries),
    tiles: await tilesIn(sql, tenantId, range),
    checkpoint: await checkpointAt(sql, log, range.epoch, range.end),
  };
}
