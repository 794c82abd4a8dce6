import { nodeHash } from './merkle.ts';

/**
 * Verification of Merkle proofs, RFC 9162 sections 2.1.3.2 and 2.1.4.2 (trees of RFC 6962). Sizes and indexes are
 * unsigned 64-bit, hence bigint; hashes are 64 lower-case hexadecimal digits. What is malformed proves nothing.
 */

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

export interface InclusionProof {
  readonly leafIndex: bigint;
  readonly treeSize: bigint;
  readonly leafHash: string;
  /** From the leaf's sibling up. */
  readonly path: readonly string[];
}

/** Whether the tree of that size and root has the leaf at that index. */
export function verifyInclusion({ leafIndex, treeSize, leafHash, path }: InclusionProof, root: string): boolean {
  if (leafIndex < 0n || leafIndex >= treeSize || ![leafHash, ...path].every(isHash)) return false;
  let [index, last, hash] = [leafIndex, treeSize - 1n, leafHash];
  for (const sibling of path) {
    if (last === 0n) return false;
    if ((index & 1n) === 1n || index === last) {
      hash = nodeHash(sibling, hash);
      // A lone last node was carried up unchanged: its levels have no sibling.
      while ((index & 1n) === 0n && index !== 0n) [index, last] = [index >> 1n, last >> 1n];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [index, last] = [index >> 1n, last >> 1n];
  }
  return last === 0n && hash === root;
}

/** Whether the leaves from `start` to before `end` are those below one node of every tree that has them, or of its right edge. */
export function isSubtree(start: bigint, end: bigint): boolean {
  if (start < 0n || start >= end) return false;
  const count = end - start;
  const width = count === 1n ? 1n : 1n << BigInt((count - 1n).toString(2).length);
  return start % width === 0n;
}

export interface ConsistencyProof {
  readonly firstSize: bigint;
  readonly secondSize: bigint;
  readonly path: readonly string[];
  /** Where the first tree begins in the second: 0 unless it is a subtree that lies elsewhere. */
  readonly start?: bigint;
}

/**
 * Whether the tree with the second root has the leaves of the one with the first root, in the same order: from its beginning,
 * or from `start` on (subtree consistency of draft-ietf-plants-merkle-tree-certs, of which RFC 9162 is the case of 0).
 */
export function verifyConsistency(
  { firstSize, secondSize, path, start = 0n }: ConsistencyProof,
  firstRoot: string,
  secondRoot: string,
): boolean {
  // Every tree begins with the empty one, so nothing is proved by it.
  const end = start + firstSize;
  if (!isSubtree(start, end) || end > secondSize) return false;
  if (firstSize === secondSize) return path.length === 0 && firstRoot === secondRoot;
  if (![firstRoot, secondRoot, ...path].every(isHash)) return false;
  // Up to the node where the path begins: the first tree itself where it is complete or ends where the second does.
  let [first, index, last] = [start, end - 1n, secondSize - 1n];
  const isLast = index === last;
  while (first !== index && (isLast || (index & 1n) === 1n)) [first, index, last] = [first >> 1n, index >> 1n, last >> 1n];
  const [begin, ...rest] = first === index ? [firstRoot, ...path] : path;
  if (begin === undefined) return false;
  let [inFirst, inSecond] = [begin, begin];
  for (const hash of rest) {
    if (last === 0n) return false;
    if ((index & 1n) === 1n || index === last) {
      // Further left than where the first tree begins, only the second goes on.
      if (first < index) inFirst = nodeHash(hash, inFirst);
      inSecond = nodeHash(hash, inSecond);
      while ((index & 1n) === 0n && index !== 0n) [first, index, last] = [first >> 1n, index >> 1n, last >> 1n];
    } else {
      inSecond = nodeHash(inSecond, hash);
    }
    [first, index, last] = [first >> 1n, index >> 1n, last >> 1n];
  }
  return last === 0n && inFirst === firstRoot && inSecond === secondRoot;
}
