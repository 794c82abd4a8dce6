import { describe, expect, it } from 'vitest';
import { leafHash, merkleRoot } from '#lib/audit/merkle.ts';
import { verifyInclusion } from '#lib/audit/merkle-proofs.ts';
import { inclusionPath } from './inclusion-path.ts';

describe('the path of a call in its batch [GOV-6]', () => {
  it('is what the verifier of the audit log accepts, for every leaf of every size', () => {
    for (let size = 1; size <= 34; size += 1) {
      const leaves = Array.from({ length: size }, (_, index) => leafHash(`call ${index}`));
      const root = merkleRoot(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const claim = { leafIndex: BigInt(index), treeSize: BigInt(size), leafHash: leaf, path: inclusionPath(leaves, index) };
        expect(verifyInclusion(claim, root)).toBe(true);
        expect(verifyInclusion({ ...claim, leafHash: leafHash('another') }, root)).toBe(false);
      }
    }
  });
});
