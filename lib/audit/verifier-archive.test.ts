import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { readArchive, verifyExport } from '#scripts/verify-audit.mjs';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { leafOf } from './leaf.ts';
import { leafHash, merkleRoot } from './merkle.ts';
import { privateKeyOf, publicBytesOf, signCheckpoint, verifierKey } from './signed-note.ts';

const signing = privateKeyOf(randomBytes(32));
const tenantId = newUuid();
const originOf = (epoch: number) => `gateway.example/audit/${toPublicId('tenant', tenantId)}/${epoch}`;
const keys = [1, 2].map((epoch) => verifierKey(originOf(epoch), publicBytesOf(signing)));
const subjectKey = Buffer.alloc(32, 7);
const digits = (size: number) => String(size).padStart(12, '0');

/** Lines of one epoch as archives hold them, and its checkpoint at each size. */
function makeEpoch(epoch: number, count: number, before: string) {
  const hashes: string[] = [];
  const lines: string[] = [];
  let previous = before;
  for (let index = 0; index < count; index += 1) {
    const entry = {
      ...{ id: newUuid(), timeMs: '1767225600123', actorKind: 'system', actorId: null, actorName: 'Zoë', resourceKind: 'team' },
      ...{ action: epoch > 1 && index === 0 ? 'audit.resume' : 'team.update', resourceId: `team_${index}`, result: 'success' },
      ...{ before: null, after: '{}', ip: null, userAgent: 'test', requestId: newUuid() },
    };
    const place = { tenantId, epoch, index: BigInt(index), previous };
    const leaf = leafOf(entry, place, { actor: subjectKey, data: subjectKey }).toString();
    previous = leafHash(leaf);
    hashes.push(previous);
    lines.push(`${JSON.stringify({ type: 'entry', leaf, sealed: { actor: 'c2VhbGVk', data: 'c2VhbGVk' } })}\n`);
  }
  const note = (size: number) =>
    signCheckpoint({ origin: originOf(epoch), size: BigInt(size), root: merkleRoot(hashes.slice(0, size)) }, signing);
  return { lines, note, last: previous };
}

const first = makeEpoch(1, 10, '0'.repeat(64));
const second = makeEpoch(2, 3, first.last);

/** Objects of a whole archive by their names: packed and not, with one that was sent twice and became longer. */
const objects = (): Map<string, Buffer> =>
  new Map([
    [`1/entries/${digits(0)}-${digits(4)}.ndjson.gz`, gzipSync(first.lines.slice(0, 4).join(''))],
    [`1/entries/${digits(4)}-${digits(6)}.ndjson`, Buffer.from(first.lines.slice(4, 6).join(''))],
    [`1/entries/${digits(4)}-${digits(8)}.ndjson.gz`, gzipSync(first.lines.slice(4, 8).join(''))],
    [`1/entries/${digits(7)}-${digits(10)}.ndjson.gz`, gzipSync(first.lines.slice(7).join(''))],
    ...[4, 5, 10].map((size) => [`1/checkpoints/${digits(size)}`, Buffer.from(first.note(size))] as const),
    [`2/entries/${digits(0)}-${digits(3)}.ndjson.gz`, gzipSync(second.lines.join(''))],
    [`2/checkpoints/${digits(3)}`, Buffer.from(second.note(3))],
  ]);

describe('the verifier of an archive [AUD-3] [AUD-2]', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const pathOf = (name: string) => join(folder.path, name);
  const verify = () => verifyExport(readArchive(folder.path, keys), { keys, tree: true });
  const faults = async () => (await verify()).faults.join('\n');

  beforeEach(() => {
    folder = temporaryFolder();
    for (const [name, body] of objects()) {
      mkdirSync(dirname(pathOf(name)), { recursive: true });
      writeFileSync(pathOf(name), body);
    }
    return () => folder[Symbol.dispose]();
  });

  it('reads objects as they are stored, packed or not, and every checkpoint among them', async () => {
    const { valid, entries, logs, faults: found } = await verify();
    expect({ valid, entries, found }).toEqual({ valid: true, entries: 13, found: [] });
    expect(logs.map(({ size, checkpoints }) => [size, checkpoints])).toEqual([
      ['10', 3],
      ['3', 1],
    ]);
  });

  it('finds an entry that was changed, moved or taken out', async () => {
    const name = pathOf(`1/entries/${digits(0)}-${digits(4)}.ndjson.gz`);
    const whole = gunzipSync(readFileSync(name)).toString();
    const changes = [
      [whole.replace('team_2', 'team_3'), `The first 4 entries of ${originOf(1)} are not those of their checkpoint.`],
      [[1, 0, 2, 3].map((at) => first.lines[at]).join(''), `Entry 0 of ${originOf(1)} says that it is entry 1.`],
      [first.lines.slice(0, 3).join(''), `Entry 3 of ${originOf(1)} says that it is entry 4.`],
      [`${whole}${first.lines[3]}`, `Entry 4 of ${originOf(1)} says that it is entry 3.`],
    ] as const;
    for (const [changed, fault] of changes) {
      writeFileSync(name, gzipSync(changed));
      expect(await faults()).toContain(fault);
    }
  });

  it('misses what is not there: an object, the last one, the entries of an epoch, an epoch', async () => {
    rmSync(pathOf(`1/entries/${digits(7)}-${digits(10)}.ndjson.gz`));
    expect(await faults()).toContain('The checkpoint of 10 entries stands behind entry 8.');
    rmSync(pathOf(`1/entries/${digits(0)}-${digits(4)}.ndjson.gz`));
    await expect(verify()).rejects.toThrow('Epoch 1 of the archive goes on with entry 4; those from 0 on are needed before it');
    rmSync(pathOf('1/entries'), { recursive: true });
    await expect(verify()).rejects.toThrow('Epoch 1 of the archive holds no entries');
    rmSync(pathOf('1'), { recursive: true });
    await expect(verify()).rejects.toThrow('The archive has no epoch 1');
    await expect(verifyExport(readArchive(folder.path, []), {})).rejects.toThrow('The archive has no epoch 1');
  });
});
