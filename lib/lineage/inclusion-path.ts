import { nodeHash } from '#lib/audit/merkle.ts';

/**
 * The hashes beside the way from a leaf up to the root of a tree that is all in memory (RFC 6962 section 2.1.1), from the sibling of
 * the leaf on. A lone last node of a level is carried up, and has none there.
 */
export function inclusionPath(leafHashes: readonly string[], index: number): string[] {
  const path: string[] = [];
  let level = leafHashes;
  for (let at = index; level.length > 1; at = Math.floor(at / 2)) {
    const sibling = level[at % 2 === 0 ? at + 1 : at - 1];
    if (sibling !== undefined) path.push(sibling);
    const above: string[] = [];
    for (let left = 0; left < level.length; left += 2) {
      const [first = '', second] = level.slice(left, left + 2);
      above.push(second === undefined ? first : nodeHash(first, second));
    }
    level = above;
  }
  return path;
}
