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

export interface ConsistencyProof {
  readonly firstSize: bigint;
  readonly secondSize: bigint;
  readonly path: readonly string[];
}

/** Whether the tree with the second root begins with all leaves of the one with the first root, in the same order. */
export function verifyConsistency({ firstSize, secondSize, path }: ConsistencyProof, firstRoot: string, secondRoot: string): boolean {
  // Every tree begins with the empty one, so nothing is proved by it.
  if (firstSize <= 0n || firstSize > secondSize) return false;
  if (firstSize === secondSize) return path.length === 0 && firstRoot === secondRoot;
  if (path.length === 0 || ![firstRoot, secondRoot, ...path].every(isHash)) return false;

  // The first tree is complete when its size is a power of two; then its root starts the path without being sent.
  const [start, ...rest] = (firstSize & (firstSize - 1n)) === 0n ? [firstRoot, ...path] : path;
  let [index, last] = [firstSize - 1n, secondSize - 1n];
  while ((index & 1n) === 1n) [index, last] = [index >> 1n, last >> 1n];
  let [first, second] = [start ?? '', start ?? ''];
  for (const hash of rest) {
    if (last === 0n) return false;
    if ((index & 1n) === 1n || index === last) {
      [first, second] = [nodeHash(hash, first), nodeHash(hash, second)];
      while ((index & 1n) === 0n && index !== 0n) [index, last] = [index >> 1n, last >> 1n];
    } else {
      second = nodeHash(second, hash);
    }
    [index, last] = [index >> 1n, last >> 1n];
  }
  return last === 0n && first === firstRoot && second === secondRoot;
}
