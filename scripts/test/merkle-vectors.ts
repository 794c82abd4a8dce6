import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { merkleRoot } from '#lib/audit/merkle.ts';
import { isSubtree, verifyConsistency, verifyInclusion } from '#lib/audit/merkle-proofs.ts';
import type { Counts } from './stage.ts';

/** Go writes an empty list of bytes as null. */
const hash = z
  .base64()
  .nullable()
  .transform((text) => Buffer.from(text ?? '', 'base64').toString('hex'));
const path = z
  .array(hash)
  .nullable()
  .transform((hashes) => hashes ?? []);
const size = z.string().transform(BigInt);

const inclusionCase = z.object({ leafIdx: size, treeSize: size, root: hash, leafHash: hash, proof: path, wantErr: z.boolean() });
const subtreeInclusionCase = z.object({
  leafIdx: size,
  start: size,
  end: size,
  root: hash,
  leafHash: hash,
  proof: path,
  wantErr: z.boolean(),
});
const subtreeConsistencyCase = z.object({ start: size, end: size, size, root1: hash, root2: hash, proof: path, wantErr: z.boolean() });
const consistencyCase = z.object({ size1: size, size2: size, root1: hash, root2: hash, proof: path, wantErr: z.boolean() });

/** Numbers of the cases go up to 2^64 − 1, which JSON.parse would round; quoted, they stay what they are. */
const parseExactly = (text: string): unknown =>
  JSON.parse(text.replace(/("(?:leafIdx|treeSize|size1|size2|size|start|end)":\s*)(\d+)/g, '$1"$2"'));

/** How the files of each folder are verified: whether the proof holds, and whether it should. */
const suites = {
  inclusion(value: unknown) {
    const { leafIdx, treeSize, leafHash, proof, root, wantErr } = inclusionCase.parse(value);
    return { holds: verifyInclusion({ leafIndex: leafIdx, treeSize, leafHash, path: proof }, root), should: !wantErr };
  },
  consistency(value: unknown) {
    const { size1, size2, root1, root2, proof, wantErr } = consistencyCase.parse(value);
    return { holds: verifyConsistency({ firstSize: size1, secondSize: size2, path: proof }, root1, root2), should: !wantErr };
  },
  subtreeinclusion(value: unknown) {
    const { leafIdx, start, end, leafHash, proof, root, wantErr } = subtreeInclusionCase.parse(value);
    const claim = { leafIndex: leafIdx - start, treeSize: end - start, leafHash, path: proof };
    return { holds: isSubtree(start, end) && verifyInclusion(claim, root), should: !wantErr };
  },
  subtreeconsistency(value: unknown) {
    const { start, end, size: secondSize, root1, root2, proof, wantErr } = subtreeConsistencyCase.parse(value);
    // The empty subtree lies in every tree, so there is nothing to prove but that it is empty.
    if (start === end) return { holds: end <= secondSize && proof.length === 0 && root1 === merkleRoot([]), should: !wantErr };
    return { holds: verifyConsistency({ start, firstSize: end - start, secondSize, path: proof }, root1, root2), should: !wantErr };
  },
};

/** Runs the cases of transparency-dev/merkle in `folder` against our verification and names those that differ. */
export function runMerkleVectors(folder: string, suite: keyof typeof suites): Counts {
  const files = readdirSync(join(folder, suite), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name));
  const wrong = files.filter((file) => {
    const { holds, should } = suites[suite](parseExactly(readFileSync(file, 'utf8')));
    if (holds !== should)
      process.stdout.write(`✗ ${relative(folder, file)}: ${holds ? 'accepted, but must fail' : 'refused, but must hold'}\n`);
    return holds !== should;
  });
  process.stdout.write(`${files.length} cases of ${suite} proofs\n`);
  return { passed: files.length - wrong.length, failed: wrong.length };
}
