import { uuidFloorAt } from '#lib/core/ids.ts';
import { tileWidth } from './tile-tree.ts';
import { type LogSql, TreeReader } from './tree-reader.ts';

/** A run of leaves that ends under a checkpoint. */
export interface LogSection {
  readonly epoch: number;
  readonly first: bigint;
  /** Index after the last. */
  readonly end: bigint;
  /** Leaves the epoch has in all. */
  readonly size: bigint;
}

export interface LogRange {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Entries are sealed in the order of their transactions, which may have begun this much earlier. */
const slackMs = 120_000;

/** The parts of a tenant's log that hold the entries of a range of time, and a little more on both sides. */
export async function logSections(sql: LogSql, tenantId: string, range: LogRange): Promise<LogSection[]> {
  const epochs = await sql<{ epoch: number; size: bigint }[]>`
    SELECT epoch, max(tree_size) AS size FROM audit_checkpoint WHERE tenant_id = ${tenantId} GROUP BY epoch ORDER BY epoch`;
  const sections: LogSection[] = [];
  for (const { epoch, size } of epochs) {
    const first =
      range.from === undefined ? await oldestLeaf(sql, tenantId, epoch) : await firstFrom(sql, tenantId, epoch, range.from, size);
    const last = range.to === undefined ? size : await firstFrom(sql, tenantId, epoch, new Date(range.to.getTime() + 2 * slackMs), size);
    const end = await nextCheckpoint(sql, tenantId, epoch, last);
    if (end > first) sections.push({ epoch, first, end, size });
  }
  return sections;
}

/** Index of the oldest leaf of an epoch that is kept: 0 unless some were deleted when their time was over. */
export async function oldestLeaf(sql: LogSql, tenantId: string, epoch: number): Promise<bigint> {
  const [row] = await sql<{ index: bigint | null }[]>`
    SELECT min(leaf_index) AS index FROM audit_leaf WHERE tenant_id = ${tenantId} AND epoch = ${epoch}`;
  return row?.index ?? 0n;
}

/** Index of the first leaf whose entry was written at a time or later; the size where there is none. */
export async function firstFrom(sql: LogSql, tenantId: string, epoch: number, at: Date, size: bigint): Promise<bigint> {
  const floor = uuidFloorAt(at.getTime() - slackMs);
  const [row] = await sql<{ index: bigint }[]>`
    SELECT leaf_index AS index FROM audit_leaf WHERE tenant_id = ${tenantId} AND epoch = ${epoch} AND entry_id >= ${floor}::uuid
    ORDER BY entry_id LIMIT 1`;
  return row?.index ?? size;
}

/** The smallest checkpoint of at least `size` leaves. */
async function nextCheckpoint(sql: LogSql, tenantId: string, epoch: number, size: bigint): Promise<bigint> {
  const [row] = await sql<{ size: bigint }[]>`
    SELECT tree_size AS size FROM audit_checkpoint WHERE tenant_id = ${tenantId} AND epoch = ${epoch} AND tree_size >= ${String(size)}::int8
    ORDER BY tree_size LIMIT 1`;
  return row?.size ?? 0n;
}

/** The leaf hash that the first leaf of a section follows; where that leaf was deleted, its tile has it. */
export async function previousHash(sql: LogSql, tenantId: string, { epoch, first, size }: Omit<LogSection, 'end'>): Promise<string> {
  const [row] = await sql<{ epoch: number; index: bigint; hash: string }[]>`
    SELECT epoch, leaf_index AS index, encode(leaf_hash, 'hex') AS hash FROM audit_leaf
    WHERE tenant_id = ${tenantId} AND (epoch, leaf_index) < (${epoch}::int4, ${String(first)}::int8) ORDER BY epoch DESC, leaf_index DESC LIMIT 1`;
  if (first > 0n && (row?.epoch !== epoch || row.index !== first - 1n)) {
    const width = BigInt(tileWidth);
    const tile = await new TreeReader(sql, { tenantId, epoch, size }).tile(0, (first - 1n) / width);
    return tile[Number((first - 1n) % width)] ?? '';
  }
  return row?.hash ?? '0'.repeat(64);
}
