import { describe, expect, it } from 'vitest';
import { leafHash, merkleRoot } from './merkle.ts';
import { verifyConsistency, verifyInclusion } from './merkle-proofs.ts';

/** Proofs by the recursive definitions of RFC 6962 sections 2.1.1 and 2.1.2, independent of how they are verified. */
const splitOf = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

function inclusionPath(index: number, leaves: readonly string[]): string[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split ? [...inclusionPath(index, left), merkleRoot(right)] : [...inclusionPath(index - split, right), merkleRoot(left)];
}

function consistencyPath(first: number, leaves: readonly string[], whole = true): string[] {
  if (first === leaves.length) return whole ? [] : [merkleRoot(leaves)];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return first <= split
    ? [...consistencyPath(first, left, whole), merkleRoot(right)]
    : [...consistencyPath(first - split, right, false), merkleRoot(left)];
}

/** The same for a subtree that begins anywhere, by the definition of draft-ietf-plants-merkle-tree-certs. */
function subtreePath(start: number, end: number, leaves: readonly string[], known = true): string[] {
  if (start === 0 && end === leaves.length) return known ? [] : [merkleRoot(leaves)];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  if (end <= split) return [...subtreePath(start, end, left, known), merkleRoot(right)];
  if (start >= split) return [...subtreePath(start - split, end - split, right, known), merkleRoot(left)];
  return [...subtreePath(0, end - split, right, false), merkleRoot(left)];
}

const sizeMax = 35;
const leaves = Array.from({ length: sizeMax }, (_, index) => leafHash(`entry ${index}`));
const sizes = Array.from({ length: sizeMax }, (_, index) => index + 1);
const flipped = (hash: string): string => `${hash.startsWith('0') ? '1' : '0'}${hash.slice(1)}`;

describe('verifyInclusion', () => {
  it('accepts the proof of every leaf in every tree, and no other leaf, index, size or root with it', () => {
    for (const size of sizes) {
      const tree = leaves.slice(0, size);
      const root = merkleRoot(tree);
      for (const [index, leaf] of tree.entries()) {
        const proof = { leafIndex: BigInt(index), treeSize: BigInt(size), leafHash: leaf, path: inclusionPath(index, tree) };
        expect(verifyInclusion(proof, root)).toBe(true);
        expect(verifyInclusion(proof, flipped(root))).toBe(false);
        expect(verifyInclusion({ ...proof, leafHash: flipped(leaf) }, root)).toBe(false);
        expect(verifyInclusion({ ...proof, leafIndex: proof.leafIndex + 1n }, root)).toBe(false);
        expect(verifyInclusion({ ...proof, path: [...proof.path, root] }, root)).toBe(false);
        for (const at of proof.path.keys()) {
          expect(verifyInclusion({ ...proof, path: proof.path.map((hash, place) => (place === at ? flipped(hash) : hash)) }, root)).toBe(
            false,
          );
          expect(verifyInclusion({ ...proof, path: proof.path.filter((_, place) => place !== at) }, root)).toBe(false);
        }
      }
    }
  });

  it('takes what is no hash for no proof', () => {
    const proof = { leafIndex: 0n, treeSize: 2n, leafHash: leaves[0] ?? '', path: ['00'] };
    expect(verifyInclusion(proof, merkleRoot(leaves.slice(0, 2)))).toBe(false);
    expect(verifyInclusion({ ...proof, leafIndex: -1n, path: [] }, merkleRoot([]))).toBe(false);
  });
});

describe('verifyConsistency', () => {
  it('accepts the proof between any two trees of one history, and none after a change', () => {
    for (const second of sizes) {
      const secondRoot = merkleRoot(leaves.slice(0, second));
      for (const first of sizes.slice(0, second)) {
        const firstRoot = merkleRoot(leaves.slice(0, first));
        const proof = { firstSize: BigInt(first), secondSize: BigInt(second), path: consistencyPath(first, leaves.slice(0, second)) };
        expect(verifyConsistency(proof, firstRoot, secondRoot)).toBe(true);
        expect(verifyConsistency(proof, flipped(firstRoot), secondRoot)).toBe(false);
        expect(verifyConsistency(proof, firstRoot, flipped(secondRoot))).toBe(false);
        expect(verifyConsistency({ ...proof, path: [...proof.path, firstRoot] }, firstRoot, secondRoot)).toBe(false);
        for (const at of proof.path.keys()) {
          expect(
            verifyConsistency(
              { ...proof, path: proof.path.map((hash, place) => (place === at ? flipped(hash) : hash)) },
              firstRoot,
              secondRoot,
            ),
          ).toBe(false);
        }
      }
    }
  });

  it('proves nothing about an empty tree, and nothing backwards', () => {
    const root = merkleRoot(leaves);
    expect(verifyConsistency({ firstSize: 0n, secondSize: 35n, path: [root] }, merkleRoot([]), root)).toBe(false);
    expect(verifyConsistency({ firstSize: 35n, secondSize: 34n, path: [root] }, root, root)).toBe(false);
    expect(verifyConsistency({ firstSize: 0n, secondSize: 0n, path: [] }, merkleRoot([]), merkleRoot([]))).toBe(false);
  });

  it('accepts the proof of every subtree of every tree, wherever it lies, and of nothing that is none [AUD-2]', () => {
    for (const size of sizes) {
      const tree = leaves.slice(0, size);
      const root = merkleRoot(tree);
      for (const end of sizes.slice(0, size)) {
        for (let start = 0; start < end; start += 1) {
          const count = end - start;
          const is = start % 2 ** Math.ceil(Math.log2(count)) === 0;
          const part = merkleRoot(tree.slice(start, end));
          const claim = {
            start: BigInt(start),
            firstSize: BigInt(count),
            secondSize: BigInt(size),
            path: is ? subtreePath(start, end, tree) : [],
          };
          expect(verifyConsistency(claim, part, root), `${start} to ${end} of ${size}`).toBe(is);
          expect(verifyConsistency(claim, flipped(part), root)).toBe(false);
          expect(verifyConsistency(claim, part, flipped(root))).toBe(false);
        }
      }
    }
  });
});
