import type { TransactionSql } from 'postgres';
import { arrayLiteral, byteaArrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
import type { FullTile } from './tile-tree.ts';

type Sql = Pick<TransactionSql<{ bigint: bigint }>, 'unsafe'>;

/** A leaf on its way into the log. */
export interface NewLeaf {
  readonly entryId: string;
  readonly leaf: Buffer;
  /** Hexadecimal. */
  readonly hash: string;
  readonly subjectId: string | null;
}

/** What a part of a batch adds to a tree. */
export interface Growth {
  readonly tenantId: string;
  readonly epoch: number;
  /** Index of the first of the leaves, which lie one behind the other. */
  readonly first: bigint;
  readonly leaves: readonly NewLeaf[];
  readonly tiles: readonly FullTile[];
}

/** Leaves and tiles are written by the same few statements all day. */
const planned = { prepare: true } as const;

/**
 * Writes leaves and the tiles they filled. Leaves and hashes go as one text of bytes each, cut apart by the database: as elements
 * of an array every one of their digits would be looked at for quotes, which took longer than storing them.
 */
export async function writeLeaves(sql: Sql, { tenantId, epoch, first, leaves, tiles }: Growth): Promise<void> {
  await sql.unsafe(
    `INSERT INTO audit_leaf (tenant_id, epoch, leaf_index, entry_id, leaf, leaf_hash, subject_id)
     SELECT $1, $2, $3 + l.n - 1, l.entry_id, substring($6::bytea, (sum(l.length) OVER (ORDER BY l.n) - l.length + 1)::int4, l.length),
       substring($7::bytea, ((l.n - 1) * 32 + 1)::int4, 32), l.subject_id
     FROM unnest($4::text::uuid[], $5::text::int4[], $8::text::uuid[]) WITH ORDINALITY AS l (entry_id, length, subject_id, n)`,
    [
      tenantId,
      epoch,
      String(first),
      plainArrayLiteral(leaves.map(({ entryId }) => entryId)),
      arrayLiteral(leaves.map(({ leaf }) => leaf.length)),
      Buffer.concat(leaves.map(({ leaf }) => leaf)),
      Buffer.from(leaves.map(({ hash }) => hash).join(''), 'hex'),
      plainArrayLiteral(leaves.map(({ subjectId }) => subjectId)),
    ],
    planned,
  );
  if (tiles.length > 0)
    await sql.unsafe(
      `INSERT INTO audit_tile (tenant_id, epoch, level, tile_index, hashes, root)
       SELECT $1, $2, t.* FROM unnest($3::text::int4[], $4::text::int8[], $5::text::bytea[], $6::text::bytea[]) AS t`,
      [
        tenantId,
        epoch,
        arrayLiteral(tiles.map(({ level }) => level)),
        arrayLiteral(tiles.map(({ index }) => index)),
        byteaArrayLiteral(tiles.map(({ hashes }) => hashes.join(''))),
        byteaArrayLiteral(tiles.map(({ root }) => root)),
      ],
      planned,
    );
}

/** Writes the checkpoint over a tree that grew, and takes the entries that it is over now out of the queue. */
export async function writeCheckpoint(
  sql: Sql,
  { tenantId, epoch }: Pick<Growth, 'tenantId' | 'epoch'>,
  { size, note }: { readonly size: bigint; readonly note: string },
  entryIds: readonly string[],
): Promise<void> {
  await sql.unsafe(
    'INSERT INTO audit_checkpoint (tenant_id, epoch, tree_size, note) VALUES ($1, $2, $3, $4)',
    [tenantId, epoch, String(size), note],
    planned,
  );
  await sql.unsafe(
    'DELETE FROM audit_pending WHERE tenant_id = $1 AND entry_id = ANY ($2::text::uuid[])',
    [tenantId, plainArrayLiteral(entryIds)],
    planned,
  );
}
