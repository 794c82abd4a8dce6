import type { ISql } from 'postgres';
import { merkleRoot, nodeHash } from './merkle.ts';
import { TileTree, tileWidth } from './tile-tree.ts';

/** Any pool or transaction that sees the log. */
export type LogSql = ISql<{ bigint: bigint }>;

/** Thrown where the database answered, and a part of the tree is not there. */
export class TreeIncomplete extends Error {
  override readonly name = 'TreeIncomplete';
}

const width = BigInt(tileWidth);
const hashDigits = 64;

/** The bytes of a tile as hashes in hexadecimal. */
export const hashesIn = (hex: string): string[] =>
  Array.from({ length: hex.length / hashDigits }, (_, index) => hex.slice(index * hashDigits, (index + 1) * hashDigits));

/** The largest power of two below `size`, which is at least 2. */
const splitOf = (size: bigint): bigint => 1n << BigInt((size - 1n).toString(2).length - 1);

/** Leaves that a tile of the level covers. */
const coveredBy = (level: number): bigint => width ** BigInt(level + 1);

export interface TreeOptions {
  readonly tenantId: string;
  readonly epoch: number;
  /** Leaves of the tree that is read, which may have grown since. */
  readonly size: bigint;
  /** Computes the roots of tiles from their hashes instead of reading those that are stored: hundreds of tiles at millions of leaves. */
  readonly recomputes?: boolean;
}

/**
 * Reads hashes and proofs out of the tiles of one epoch's tree of `size` leaves. What was read is remembered, so a reader is
 * for one question or for several of the same moment. Proofs are of the definitions in RFC 6962 section 2.1.
 */
export class TreeReader {
  readonly #sql: LogSql;
  readonly #tenantId: string;
  readonly #epoch: number;
  readonly size: bigint;
  readonly #recomputes: boolean;
  readonly #tiles = new Map<string, Promise<readonly string[]>>();

  constructor(sql: LogSql, { tenantId, epoch, size, recomputes = false }: TreeOptions) {
    this.#recomputes = recomputes;
    this.#sql = sql;
    this.#tenantId = tenantId;
    this.#epoch = epoch;
    this.size = size;
  }

  /** The hashes of a tile, fewer than 256 where the tree ends in it. Throws when a part of the tree is missing. */
  tile(level: number, index: bigint): Promise<readonly string[]> {
    const key = `${level}/${index}`;
    const known = this.#tiles.get(key) ?? this.#read(level, index);
    this.#tiles.set(key, known);
    return known;
  }

  async #read(level: number, index: bigint): Promise<readonly string[]> {
    if ((index + 1n) * coveredBy(level) <= this.size) return this.#stored(level, index, index).then(([only]) => only ?? []);
    const count = this.size / width ** BigInt(level) - index * width;
    if (count <= 0n) return [];
    const hashes = level === 0 ? await this.#leaves(index * width, count) : await this.#rootsBelow(level, index * width, count);
    if (BigInt(hashes.length) !== count)
      throw new TreeIncomplete(`Tile ${level}/${index} of the audit log has ${hashes.length} hashes of ${count}`);
    return hashes;
  }

  /** Roots as they were stored when the tiles were full; computed where nothing stored is believed, and for tiles of older versions. */
  async #rootsBelow(level: number, first: bigint, count: bigint): Promise<string[]> {
    const last = first + count - 1n;
    const roots = this.#recomputes ? [] : [...(await this.storedRoots(level - 1, first, last)).values()];
    if (BigInt(roots.length) === count) return roots;
    return (await this.#stored(level - 1, first, last)).map((hashes) => merkleRoot(hashes));
  }

  async #stored(level: number, first: bigint, last: bigint): Promise<string[][]> {
    const rows = await this.#sql.unsafe<{ hashes: string }[]>(
      `SELECT encode(hashes, 'hex') AS hashes FROM audit_tile
       WHERE tenant_id = $1 AND epoch = $2 AND level = $3 AND tile_index BETWEEN $4 AND $5 ORDER BY tile_index`,
      [this.#tenantId, this.#epoch, level, String(first), String(last)],
    );
    if (BigInt(rows.length) !== last - first + 1n)
      throw new TreeIncomplete(`Tiles ${level}/${first} to ${last} of the audit log are missing`);
    return rows.map((row) => hashesIn(row.hashes));
  }

  /** The roots that are stored with full tiles, by the index of the tile; without those of tiles that older versions wrote. */
  async storedRoots(level: number, first: bigint, last: bigint): Promise<Map<bigint, string>> {
    const rows = await this.#sql.unsafe<{ index: bigint; root: string }[]>(
      `SELECT tile_index AS index, encode(root, 'hex') AS root FROM audit_tile
       WHERE tenant_id = $1 AND epoch = $2 AND level = $3 AND tile_index BETWEEN $4 AND $5 AND root IS NOT NULL ORDER BY tile_index`,
      [this.#tenantId, this.#epoch, level, String(first), String(last)],
    );
    return new Map(rows.map(({ index, root }) => [index, root]));
  }

  async #leaves(first: bigint, count: bigint): Promise<string[]> {
    const rows = await this.#sql.unsafe<{ hash: string }[]>(
      `SELECT encode(leaf_hash, 'hex') AS hash FROM audit_leaf
       WHERE tenant_id = $1 AND epoch = $2 AND leaf_index >= $3 AND leaf_index < $4 ORDER BY leaf_index`,
      [this.#tenantId, this.#epoch, String(first), String(first + count)],
    );
    return rows.map(({ hash }) => hash);
  }

  /** The right edge, to go on from. */
  async edge(): Promise<TileTree> {
    const partial: (readonly string[])[] = [];
    for (let level = 0; this.size / width ** BigInt(level) > 0n; level += 1) {
      const filled = this.size / width ** BigInt(level);
      partial.push(filled % width === 0n ? [] : await this.tile(level, filled / width));
    }
    return new TileTree(this.size, partial);
  }

  /** The root over the leaves from `low` to before `high`, which lie as a subtree does. */
  async root(low: bigint, high: bigint): Promise<string> {
    const count = high - low;
    if (count === 0n) return merkleRoot([]);
    if ((count & (count - 1n)) === 0n) return await this.#subtree(low, count);
    const split = low + splitOf(count);
    return nodeHash(await this.root(low, split), await this.root(split, high));
  }

  async #subtree(low: bigint, count: bigint): Promise<string> {
    let level = 0;
    let unit = 1n;
    while (unit * width <= count) {
      unit *= width;
      level += 1;
    }
    const first = low / unit;
    const tile = await this.tile(level, first / width);
    const from = Number(first % width);
    const hashes = tile.slice(from, from + Number(count / unit));
    if (BigInt(hashes.length) !== count / unit) throw new TreeIncomplete(`The tree ends before leaf ${low + count}`);
    return merkleRoot(hashes);
  }

  /** Siblings from the leaf up, in the tree of the first `size` leaves. */
  async inclusion(index: bigint, size: bigint): Promise<string[]> {
    const path: string[] = [];
    let [low, high] = [0n, size];
    while (high - low > 1n) {
      const split = low + splitOf(high - low);
      path.unshift(await (index < split ? this.root(split, high) : this.root(low, split)));
      [low, high] = index < split ? [low, split] : [split, high];
    }
    return path;
  }

  /** The proof that the tree of `second` leaves begins with that of `first`; empty where they are the same. */
  async consistency(first: bigint, second: bigint): Promise<string[]> {
    const path: string[] = [];
    let [low, high] = [0n, second];
    while (first !== high) {
      const split = low + splitOf(high - low);
      path.unshift(await (first <= split ? this.root(split, high) : this.root(low, split)));
      [low, high] = first <= split ? [low, split] : [split, high];
    }
    return low === 0n ? path : [await this.root(low, high), ...path];
  }

  /** Roots of the complete subtrees that the first `size` leaves fall into, the largest first: where an export goes on from. */
  async frontier(size: bigint): Promise<string[]> {
    const roots: string[] = [];
    let low = 0n;
    for (let bit = BigInt(size.toString(2).length); bit >= 0n; bit -= 1n) {
      const count = 1n << bit;
      if ((size & count) === 0n) continue;
      roots.push(await this.#subtree(low, count));
      low += count;
    }
    return roots;
  }
}
