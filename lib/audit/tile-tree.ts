import { merkleRoot } from './merkle.ts';

/** Hashes in a full tile (C2SP tlog-tiles). */
export const tileWidth = 256;

/** A full tile: at level 0 the hashes of leaves, at level n the roots of tiles of level n − 1; in hexadecimal. */
export interface FullTile {
  readonly level: number;
  readonly index: bigint;
  readonly hashes: readonly string[];
  /** The root over the hashes: what the tile is in the level above. */
  readonly root: string;
}

/** The right edge of a tree of tiles: all that appending and the root need, at most 255 hashes for each level. */
export class TileTree {
  #size: bigint;
  readonly #partial: string[][];

  /** `partial` holds, by level, the hashes of the tile that is not full yet. */
  constructor(size = 0n, partial: readonly (readonly string[])[] = []) {
    this.#size = size;
    this.#partial = partial.map((hashes) => [...hashes]);
  }

  get size(): bigint {
    return this.#size;
  }

  /** Adds a leaf; answers the tiles it made full, from the lowest level up. */
  append(leafHash: string): FullTile[] {
    this.#size += 1n;
    const full: FullTile[] = [];
    let hash = leafHash;
    let covered = this.#size;
    for (let level = 0; ; level += 1) {
      const hashes = this.#partial[level] ?? [];
      hashes.push(hash);
      this.#partial[level] = hashes;
      if (hashes.length < tileWidth) return full;
      covered /= BigInt(tileWidth);
      hash = merkleRoot(hashes);
      full.push({ level, index: covered - 1n, hashes, root: hash });
      this.#partial[level] = [];
    }
  }

  /**
   * The root of RFC 6962: what is left over at a level is the lone last node of the level above, which is carried up
   * unchanged when levels are paired.
   */
  root(): string {
    let rest: string | undefined;
    for (const hashes of this.#partial) {
      const nodes = rest === undefined ? hashes : [...hashes, rest];
      rest = nodes.length === 0 ? undefined : merkleRoot(nodes);
    }
    return rest ?? merkleRoot([]);
  }

  /** A tree that can be appended to without changing this one. */
  copy(): TileTree {
    return new TileTree(this.#size, this.#partial);
  }
}
