import { describe, expect, test } from 'vitest';
import { leafHash, merkleRoot } from './merkle.ts';
import { type FullTile, TileTree } from './tile-tree.ts';

const leaves = Array.from({ length: 70_000 }, (_, index) => leafHash(`entry ${index}`));

describe('TileTree', () => {
  test('[AUD-2] has the root of all leaves at every size, and tiles full of what lies below', () => {
    const tree = new TileTree();
    const tiles: FullTile[] = [];
    const interesting = new Set([1, 2, 3, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 65_792, 70_000]);
    for (const [index, leaf] of leaves.entries()) {
      tiles.push(...tree.append(leaf));
      if (interesting.has(index + 1)) expect(tree.root()).toBe(merkleRoot(leaves.slice(0, index + 1)));
    }
    const lowest = tiles.filter(({ level }) => level === 0);
    expect(lowest.map(({ index }) => index)).toEqual(lowest.map((_, index) => BigInt(index)));
    expect(lowest.flatMap(({ hashes }) => hashes)).toEqual(leaves.slice(0, 273 * 256));
    expect(lowest.map(({ root }) => root)).toEqual(lowest.map(({ hashes }) => merkleRoot(hashes)));
    const roots = lowest.slice(0, 256).map(({ root }) => root);
    expect(tiles.filter(({ level }) => level === 1)).toEqual([{ level: 1, index: 0n, hashes: roots, root: merkleRoot(roots) }]);
  });

  test('a copy goes its own way, and nothing has the root of nothing', () => {
    const tree = new TileTree();
    expect(tree.root()).toBe(merkleRoot([]));
    tree.append(leaves[0] ?? '');
    const copy = tree.copy();
    copy.append(leaves[1] ?? '');
    expect(tree.root()).toBe(leaves[0]);
    expect(copy.root()).toBe(merkleRoot(leaves.slice(0, 2)));
    expect([tree.size, copy.size]).toEqual([1n, 2n]);
  });
});
