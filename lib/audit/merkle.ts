import { hash } from 'node:crypto';

/** Merkle tree hashes of RFC 6962 section 2.1 (the same in RFC 9162), with SHA-256. */

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/** SHA-256(0x00 ‖ data): what stands for one entry. */
export const leafHash = (data: Uint8Array): Buffer => hash('sha256', Buffer.concat([leafPrefix, data]), 'buffer');

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');

/**
 * The root over leaf hashes in their order; SHA-256 of nothing for no leaves. Pairing level by level, with a lone last
 * node carried up unchanged, gives the tree that RFC 6962 defines by splitting at the largest power of two.
 */
export function merkleRoot(leafHashes: readonly Uint8Array[]): Buffer {
  if (leafHashes.length === 0) return hash('sha256', Buffer.alloc(0), 'buffer');
  let level: readonly Uint8Array[] = leafHashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index];
      const right = level[index + 1];
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return Buffer.from(level[0] ?? []);
}
